"""The inbox on a terminal of 80 columns."""

from __future__ import annotations

from typing import Any

import pytest

from protos.enishi.v1 import query_pb2
from services.cli.rendering.inbox import inbox_page
from tests.unit.services.cli.rendering.printed import printed

REFERRAL = "46f6e215-12a9-538b-8cc0-530bef7fa84c"


def item(**more: Any) -> query_pb2.InboxItem:
    """A referral of SHO-1 that waits for an answer."""
    return query_pb2.InboxItem(
        referral=query_pb2.Referral(
            referral_id=REFERRAL,
            state="SENT",
            from_agency="SHO-1",
            to_agency="HOK-1",
            respond_by="2026-06-08",
            since="2026-06-01T09:20:00+09:00",
        ),
        case_id="654eec04-fdb1-43fe-8d17-64baf8a841d8",
        **{"days_left": 7, **more},
    )


def shown(*items: query_pb2.InboxItem, **more: Any) -> str:
    return printed(inbox_page(query_pb2.InboxPage(items=items, **more)))


def test_a_referral_is_shown_with_its_sender_deadline_and_package() -> None:
    member = query_pb2.HouseholdMember(
        person_ref="d15adfb1-bb04-4c1f-972e-4efe362b82c3",
        attributes=[query_pb2.Value(field="NAME", value="吉田 翔", agency_id="SHO-1")],
    )
    note = query_pb2.Value(value="家賃を二か月滞納している。", agency_id="SHO-1")

    text = shown(item(package=query_pb2.Household(members=[member]), note=note))

    assert REFERRAL in text
    assert "SHO-1 障害者相談支援事業" in text
    assert "2026-06-08  あと7日 days left" in text
    assert "家賃を二か月滞納している。" in text
    assert "吉田 翔" in text


def test_a_missed_deadline_is_said_in_words() -> None:
    assert "✖ 2日超過 days late" in shown(item(days_left=-2))


def test_a_referral_that_gives_nothing_says_so() -> None:
    assert "It gives nothing" in shown(item())


def test_interim_notes_are_shown_with_their_day_and_agency() -> None:
    interim = query_pb2.InterimNote(
        interim="SCHEDULED", on="2026-06-03", agency_id="HOK-1", note="訪問を予定\x1b[31m"
    )

    text = shown(item(interim=[interim]))

    assert "2026-06-03 HOK-1" in text
    assert "訪問を予定\N{REPLACEMENT CHARACTER}[31m" in text


@pytest.mark.parametrize(("next_page", "said"), [("", False), (REFERRAL, True)])
def test_a_further_page_is_pointed_at(next_page: str, *, said: bool) -> None:
    assert (f"--after {REFERRAL}" in shown(item(), next=next_page)) is said


def test_an_empty_inbox_says_so() -> None:
    assert "Nothing waits" in shown()
