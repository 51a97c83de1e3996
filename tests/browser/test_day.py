"""The coordination team's working day in two browsers."""

from __future__ import annotations

from time import monotonic
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from schemas.uuids import uuid_text
from tests.browser.axe import violations
from tests.browser.conftest import SignedIn
from tests.contracts.consoles import asked
from tests.plain_consents import GROUND, consent_id
from tests.plain_events import plain_event
from tests.reading_town import ReadingTown
from tests.samples import sample_uuid


def flagged(town: ReadingTown, name: str, case: str, flag: str) -> None:
    """HOK-1 raises a flag on a case that a consent opens."""
    payload: dict[str, Any] = {"flagId": uuid_text(sample_uuid(f"flag {name}")), "flag": flag}
    ground = {"consentId": consent_id(name), **GROUND}
    town.send(
        plain_event("HOK-1", "urgencyFlagRaised", f"flag-{name}", payload, caseId=case, **ground)
    )


def row(page: Page, request: str) -> Any:
    return page.locator("tr", has=page.locator(f"#why-{request}"))


def test_a_day_from_a_new_p1_to_its_plan(
    town: ReadingTown, sign_in: SignedIn, capsys: pytest.CaptureFixture[str]
) -> None:
    page = sign_in("u-1")
    expect(page.get_by_text("待っている依頼はありません。")).to_be_visible()
    sent = monotonic()
    request, case = asked(town, "urgent", "中村 節子")
    flagged(town, "urgent", case, "NO_FOOD_WATER")
    expect(row(page, request).locator(".band-p1")).to_be_visible()
    with capsys.disabled():
        print(f"\nnew P1 on the screen {1000 * (monotonic() - sent):.0f} ms after it was sent")
    expect(page.locator("#news")).not_to_be_empty()
    page.locator(f"#claim-{request}").click()
    expect(page.get_by_role("status").first).to_contain_text("担当する")
    page.locator("#do-triage").click()
    page.get_by_label("判定").select_option("ACCEPT")
    page.get_by_label("主担当").select_option("HOK-1")
    page.get_by_role("button", name="判定する").click()
    expect(row(page, request)).to_contain_text("u-1")
    expect(row(page, request)).to_contain_text("受付")
    page.get_by_role("link", name="中村 節子", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("世帯")
    page.locator("#do-draft-plan").click()
    page.get_by_label("中村 節子").check()
    page.get_by_label("目標").fill("食料を届ける\n生活保護を申請する")
    page.get_by_label("計画期間の終わり").fill("2026-12-31")
    page.get_by_role("button", name="プラン案を作る").click()
    expect(page.get_by_text("生活保護を申請する")).to_be_visible()
    page.goto("/conferences/pack")
    page.locator(f"#case-{case}").check()
    page.locator('input[name="attendee"][value="HOK-1"]').check()
    page.locator("button.primary").click()
    expect(page.locator(".signatures")).to_contain_text("HOK-1")
    assert not violations(page)
    page.goto(f"/households/case/{case}")
    page.locator("#do-convene").click()
    page.get_by_label("CT-1").check()
    page.get_by_label("HOK-1").check()
    page.get_by_label("プラン").check()
    page.get_by_label("結果").select_option("ADEQUATE")
    page.get_by_role("button", name="重層的支援会議を記録する").click()
    expect(page.get_by_text("会議済")).to_be_visible()
    page.goto(f"/households/case/{case}/plan")
    with page.expect_download() as saved:
        page.locator('button[formaction$="/plan/pdf"]').click()
    assert saved.value.path().read_bytes().startswith(b"%PDF-")
    page.locator('button[formaction$="/plan/print"]').click()
    expect(page.get_by_text("生活保護を申請する")).to_be_visible()
    assert not violations(page)


def test_of_two_who_claim_one_wins_and_the_other_is_told_by_whom(
    town: ReadingTown, sign_in: SignedIn
) -> None:
    request, _ = asked(town, "wanted", "西田 勝")
    one, other = sign_in("u-1"), sign_in("u-2")
    expect(one.locator(f"#claim-{request}")).to_be_visible()
    other.goto(f"/do/claim/{request}")
    one.locator(f"#claim-{request}").click()
    expect(one.get_by_role("status").first).to_contain_text("担当する")
    other.get_by_role("button", name="担当する").click()
    expect(other.locator("#refused")).to_contain_text("担当 u-1")


def test_a_colleagues_claim_shows_without_reloading(town: ReadingTown, sign_in: SignedIn) -> None:
    request, _ = asked(town, "watched", "久保 茂")
    one, other = sign_in("u-1"), sign_in("u-2")
    expect(other.locator(f"#claim-{request}")).to_be_visible()
    one.locator(f"#claim-{request}").click()
    expect(row(other, request)).to_contain_text("u-1")
    expect(other.locator(f"#claim-{request}")).to_have_count(0)


def test_the_band_stays_in_the_address(town: ReadingTown, sign_in: SignedIn) -> None:
    page = sign_in()
    page.locator("#band-P4").click()
    assert page.url.endswith("/?band=P4")
    page.reload()
    expect(page.locator("#band-P4")).to_have_attribute("aria-current", "true")


def test_everything_is_done_by_keyboard(town: ReadingTown, sign_in: SignedIn) -> None:
    request, _ = asked(town, "by keyboard", "和田 静")
    page = sign_in()
    expect(page.locator(f"#claim-{request}")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.locator(f"#claim-{request}").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("担当する")
    page.locator("#do-release").focus()
    page.keyboard.press("Enter")
    page.get_by_label("理由").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").first).to_contain_text("担当を外れる")


def test_whoever_works_by_keyboard_stays_where_they_were(
    town: ReadingTown, sign_in: SignedIn
) -> None:
    request, _ = asked(town, "held", "谷口 司")
    page = sign_in()
    page.locator(f"#why-{request}").focus()
    later, _ = asked(town, "arrives meanwhile", "高木 学")
    expect(row(page, later)).to_be_visible()
    expect(page.locator(f"#why-{request}")).to_be_focused()
