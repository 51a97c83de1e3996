"""queue.paint: how soon a worker's browser shows the board of many requests."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page

from services.clock import Clock
from services.settings import Settings
from services.wiring.backbone import Backbone
from tests.bench.figures import Figure, alternating, figure
from tests.browser.chromium import browser_path, chromium
from tests.contracts.consoles import served

HEIGHT: Final = 900
"""Of the screen, in pixels; it is 1280 wide."""

TIMES: Final = 5
_PAINTED: Final = """() => new Promise((done) => {
    new PerformanceObserver((list) => {
        for (const entry of list.getEntriesByName("first-contentful-paint")) done(entry.startTime);
    }).observe({type: "paint", buffered: true});
})"""


class OffTheScreen(Exception):
    """What is most urgent is not on the first screen: a bug, not a slow day."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The municipality that is measured."""

    settings: Settings
    backbone: Backbone
    clock: Clock


def measure_paint(town: Measured, requests: int, rounds: int) -> list[Figure]:
    """Milliseconds to the first contentful paint (W3C Paint Timing). Raises OffTheScreen, and
    FileNotFoundError where there is no Chromium."""
    path = browser_path()
    if path is None:
        raise FileNotFoundError("queue.paint needs the package chromium")
    with served(town) as address, chromium(path) as browser:
        page = browser.new_page(base_url=address, viewport={"width": 1280, "height": HEIGHT})
        page.goto("/sign-in")
        page.get_by_label("職員ID").fill("u-1")
        page.get_by_role("button", name="サインイン").click()
        page.wait_for_selector("#heading")
        _check_first_row(page)
        ours, plain = alternating(
            lambda: _painted(page, "/"), lambda: _painted(page, "/conferences"), rounds
        )
    what = f"an empty page of the same console; the board has {requests:,} requests"
    return [figure("queue.paint", "ms", ours, plain, what, "< 1 s")]


def _check_first_row(page: Page) -> None:
    row = page.locator("section[aria-labelledby=h-requests] tbody tr").first
    box = row.bounding_box()
    if box is None or box["y"] + box["height"] > HEIGHT:
        raise OffTheScreen(f"the first request stands at {box}")


def _painted(page: Page, path: str) -> float:
    """The median of several visits."""
    taken: list[float] = []
    for _ in range(TIMES):
        page.goto(path)
        taken.append(page.evaluate(_PAINTED))
    return statistics.median(taken)
