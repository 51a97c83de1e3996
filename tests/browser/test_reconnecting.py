"""A board that is open all day outlives its server."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import SignedIn
from tests.browser.test_day import row
from tests.contracts.consoles import asked, served
from tests.reading_town import ReadingTown


def test_what_came_while_the_server_was_away_is_there_when_it_is_back(
    town: ReadingTown, sign_in: SignedIn
) -> None:
    before, _ = asked(town, "before", "水野 豊")
    with served(town) as address:
        page = sign_in("u-1", address)
        expect(row(page, before)).to_be_visible()
    expect(page.locator("#offline")).to_be_visible()
    meanwhile, _ = asked(town, "meanwhile", "安田 登")
    with served(town, port=urlsplit(address).port or 0):
        expect(row(page, meanwhile)).to_be_visible()
        expect(row(page, before)).to_be_visible()
        expect(page.locator("#offline")).to_be_hidden()
        # Still signed in: the next page needs nobody's password.
        page.locator(f"#why-{meanwhile}").click()
        expect(page.get_by_text("u-1", exact=True)).to_be_visible()


def test_whoever_signed_out_elsewhere_is_told_that_the_board_stands_still(
    town: ReadingTown, sign_in: SignedIn
) -> None:
    page = sign_in("u-1")
    other = page.context.new_page()
    other.goto("/")
    expect(other.locator("#heading")).to_be_visible()
    other.get_by_role("button", name="サインアウト").click()
    expect(other.get_by_label("職員ID")).to_be_visible()
    expect(page.locator("#signed-out")).to_be_visible()
