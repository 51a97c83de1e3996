"""``make screenshots``: pictures of the main pages, of people who do not exist."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from playwright.sync_api import Browser, Page

from schemas.uuids import uuid_text
from tests.browser.chromium import browser_path, chromium
from tests.contracts.boards_town import WORKERS, lively
from tests.contracts.consoles import served
from tests.plain_consents import GROUND, consent_id, consented
from tests.plain_events import consulted, plain_event, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

FOLDER = Path("deploy/screenshots")
SIZES = {"1280": (1280, 900), "390": (390, 844)}

Path_ = Callable[[dict[str, str]], str]
PAGES: dict[str, Path_] = {
    "board": lambda cases: "/",
    "household": lambda cases: f"/households/case/{cases['8050']}",
    "rank": lambda cases: f"/requests/{cases['8050 request']}",
    "plan": lambda cases: f"/do/draft-plan/{cases['8050']}",
    "outreach": lambda cases: "/outreach",
    "participation": lambda cases: "/participation",
    "community": lambda cases: "/community",
}


def main() -> int:
    """Write every picture; 0 where all were written."""
    path = browser_path()
    if path is None:
        print("no browser: install the package chromium", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as home,
        reading_town(Path(home), *WORKERS) as town,
        served(town) as address,
    ):
        cases = lived_in(town)
        with chromium(path) as browser:
            for name, size in SIZES.items():
                page = _signed_in(browser, address, size)
                for title, place in PAGES.items():
                    page.goto(place(cases))
                    page.screenshot(path=FOLDER / f"{title}-{name}.png")
    return 0


def lived_in(town: ReadingTown) -> dict[str, str]:
    """A small town on an ordinary morning; the cases by name."""
    cases: dict[str, str] = {}
    for name, people, issues, status in (
        ("8050", ("佐藤 ヨシ子", "佐藤 健司"), ["ELDERCARE", "HIKIKOMORI_TRUANCY"], "GRANTED"),
        ("care", ("山口 真理",), ["CHILDCARE", "ELDERCARE", "JOB_TROUBLE"], "GRANTED"),
        ("debt", ("大野 隆",), ["DEBT", "RENT_LOAN", "INCOME"], "GRANTED"),
        ("young", ("小林 葵",), ["YOUNG_CARER", "HEALTH_DISABILITY"], "GRANTED"),
    ):
        cases |= _household(town, name, people, issues, status)
        town.clock.advance(timedelta(hours=2))
    payload = {"flagId": uuid_text(sample_uuid("flag")), "flag": "LIFELINE_STOPPED"}
    about: dict[str, Any] = {"caseId": cases["debt"], "consentId": consent_id("debt"), **GROUND}
    town.send(plain_event("HOK-1", "urgencyFlagRaised", "flag", payload, **about))
    lively(town)
    return cases


def _household(
    town: ReadingTown, name: str, people: tuple[str, ...], issues: list[str], status: str
) -> dict[str, str]:
    refs = []
    for place, called in enumerate(people):
        who = f"{name}-{place}"
        refs.append(town.send(registered("HOK-1", who, called)).persons[0].person_ref)
        parties = ["HOK-1", "JIR-1", "CT-1"]
        town.send(consented("HOK-1", who, name if not place else who, parties))
    case = town.send(consulted("HOK-1", f"{name}-0")).case_id
    members = [
        {"person": {"personRef": ref}, "relationship": "HEAD" if not place else "CHILD"}
        for place, ref in enumerate(refs)
    ]
    formed = {
        "householdId": uuid_text(sample_uuid(f"household {name}")),
        "kind": "SUPPORT",
        "members": members,
        "effectiveOn": "2026-06-01",
    }
    ground = {"consentId": consent_id(name), **GROUND}
    about: dict[str, Any] = {"caseId": case, **ground}
    town.send(plain_event("HOK-1", "householdFormed", f"household-{name}", formed, **ground))
    for issue in issues:
        said = {"person": {"personRef": refs[0]}, "issue": issue, "reportedBy": "SELF"}
        town.send(plain_event("HOK-1", "issueRecorded", f"{name}-{issue}", said, **about))
    request = uuid_text(sample_uuid(f"request {name}"))
    payload = {"requestId": request, "consentStatus": status, "existingAgencies": ["HOK-1"]}
    about["persons"] = [{"personRef": refs[0]}]
    town.send(plain_event("HOK-1", "coordinationRequested", f"request-{name}", payload, **about))
    return {name: case, f"{name} request": request}


def _signed_in(browser: Browser, address: str, size: tuple[int, int]) -> Page:
    context = browser.new_context(base_url=address, viewport={"width": size[0], "height": size[1]})
    page = context.new_page()
    page.goto("/sign-in")
    page.get_by_label("職員ID").fill("u-17")
    page.get_by_role("button", name="サインイン").click()
    page.wait_for_selector("#heading")
    return page


if __name__ == "__main__":
    raise SystemExit(main())
