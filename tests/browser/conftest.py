"""A municipality, a console and a browser for each module."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.browser.chromium import chromium, require_browser
from tests.browser.pages import MORE, PAGES
from tests.contracts.consoles import served
from tests.reading_town import ReadingTown, reading_town

MILLISECONDS = 20_000
WIDE = (1280, 900)
NARROW = (390, 844)

SignedIn = Callable[..., Page]


def _complaint(said: ConsoleMessage) -> list[str]:
    """A refused answer is a page of its own and not the browser's business."""
    is_answer = said.text.startswith("Failed to load resource")
    return [said.text] if said.type == "error" and not is_answer else []


# Not for the session: while it is up, Playwright keeps a loop running in this thread, and a
# module that runs one of its own, as a command does, would find it there.
@pytest.fixture(scope="module")
def browser(pytestconfig: pytest.Config) -> Iterator[Browser]:
    expect.set_options(timeout=MILLISECONDS)
    with chromium(require_browser(pytestconfig)) as browser:
        yield browser


@pytest.fixture(scope="module")
def town(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town"), *MORE, "KOD-1") as town:
        yield town


@pytest.fixture(scope="module")
def address(town: ReadingTown) -> Iterator[str]:
    with served(town) as address:
        yield address


@pytest.fixture(scope="module")
def desks(town: ReadingTown, address: str) -> Iterator[dict[str, str]]:
    """The console of each agency that has pages of its own."""
    with ExitStack() as stack:
        others = [agency for agency in PAGES if agency != "CT-1"]
        consoles = {each: stack.enter_context(served(town, agency=each)) for each in others}
        yield {"CT-1": address, **consoles}


@pytest.fixture
def sign_in(browser: Browser, address: str) -> Iterator[SignedIn]:
    """Signs a worker in, each in a browser of their own."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def signed_in(
        user: str = "u-1",
        at: str = "",
        *,
        size: tuple[int, int] = WIDE,
        language: str = "ja",
        complaining: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=at or address, viewport={"width": size[0], "height": size[1]}
        )
        contexts.append(context)
        context.set_default_timeout(MILLISECONDS)
        page = context.new_page()
        if not complaining:
            # A refused script or style, an error in ours: the browser says so on its console.
            page.on("console", lambda said: complaints.extend(_complaint(said)))
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto("/sign-in")
        page.get_by_label("職員ID").fill(user)
        if language == "en":
            page.get_by_label("English").check()
        page.get_by_role("button", name="サインイン").click()
        expect(page.locator("#heading")).to_be_visible()
        return page

    yield signed_in
    for context in contexts:
        context.close()
    assert not complaints
