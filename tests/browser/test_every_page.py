"""Asked of every page: WCAG 2.2 AA, no sideways scrolling on a phone, no complaint."""

from __future__ import annotations

import pytest

from tests.browser.axe import violations
from tests.browser.conftest import NARROW, WIDE, SignedIn
from tests.browser.pages import PAGES, Known, known
from tests.reading_town import ReadingTown


@pytest.fixture(scope="module")
def shown(town: ReadingTown) -> Known:
    return known(town)


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["1280", "390"])
def test_every_page_can_be_used_by_everybody(
    shown: Known,
    desks: dict[str, str],
    sign_in: SignedIn,
    size: tuple[int, int],
    language: str,
) -> None:
    found = []
    for agency, pages in PAGES.items():
        page = sign_in(at=desks[agency], size=size, language=language, complaining=True)
        for name, path in pages.items():
            answer = page.goto(path(shown))
            if answer is None or answer.ok is name.startswith("no "):
                found.append(f"{name}: was not answered as it should be")
            found += [f"{name}: {each}" for each in violations(page)]
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > size[0]:
                found.append(f"{name}: {wide} pixels wide on a screen of {size[0]}")
    assert not found


def test_what_is_wrong_with_a_page_is_found(sign_in: SignedIn) -> None:
    page = sign_in()
    page.evaluate("document.querySelector('main').innerHTML = '<img src=x><input>'")
    assert {each.partition(":")[0] for each in violations(page)} >= {"image-alt", "label"}


def test_the_sign_in_page_can_be_used_by_everybody(sign_in: SignedIn) -> None:
    page = sign_in(size=NARROW)
    page.get_by_role("button", name="サインアウト").click()
    assert not violations(page)


def test_no_page_makes_the_browser_complain(
    shown: Known, desks: dict[str, str], sign_in: SignedIn
) -> None:
    for agency, pages in PAGES.items():
        page = sign_in(at=desks[agency])
        for name, path in pages.items():
            if not name.startswith("no "):
                page.goto(path(shown))
