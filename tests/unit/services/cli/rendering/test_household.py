"""The household on a terminal of 80 columns."""

from __future__ import annotations

from typing import Any

import pytest

from protos.enishi.v1 import query_pb2
from services.cli.rendering.household import SET_ASIDE
from tests.unit.services.cli.rendering.households import (
    EVENT,
    OTHER_EVENT,
    PERSON,
    case,
    entries,
    line_with,
    member,
    shown,
    value,
)


def test_a_person_is_shown_with_every_agencys_statement_and_its_source() -> None:
    text = shown(
        member(
            value("NAME", "渡邊 花子"),
            value("BIRTH_DATE", "昭和15.3.3"),
            query_pb2.Value(field="BIRTH_DATE", value="昭和15.3.4", agency_id="JIR-1"),
        )
    )

    assert "● 渡邊 花子  世帯主 Head (HOK-1)" in text
    assert PERSON in text
    assert line_with(text, "昭和15.3.3").split()[-1] == "HOK-1"
    assert line_with(text, "昭和15.3.4").split()[-1] == "JIR-1"


def test_someone_without_a_name_is_told_apart_by_reference() -> None:
    assert "氏名不明 unnamed bb763b3a" in shown(member())


def test_a_name_in_two_spellings_is_shown_in_both() -> None:
    assert "● 渡邊 / 渡辺" in shown(member(value("NAME", "渡邊"), value("NAME", "渡辺")))


def test_the_type_of_a_name_is_said_where_the_attribute_does_not_say_it() -> None:
    text = shown(member(value("NAME/ALIAS", "花"), value("NAME_KANA/KANA", "ハナ")))

    assert "通称" in text
    assert line_with(text, "ハナ").split() == ["氏名カナ", "Name", "in", "kana", "ハナ", "HOK-1"]


def test_who_left_is_shown_with_the_day() -> None:
    assert "left 2026-06-11" in shown(member(left=True, left_on="2026-06-11"))


@pytest.mark.parametrize(
    ("row", "line"),
    [
        ({"relationship": "世帯員（未同意）"}, "○ 世帯員（未同意）"),
        (
            {"relationship": "異動（詳細非公開）", "left": True, "left_on": "2026-06-11"},
            "○ 異動（詳細非公開）  left 2026-06-11",
        ),
    ],
)
def test_who_may_not_be_named_is_a_row_and_nothing_more(row: dict[str, Any], line: str) -> None:
    text = shown(query_pb2.HouseholdMember(**row))

    assert line_with(text, "○") == line
    assert "unnamed" not in text


def test_a_destroyed_value_reads_redacted() -> None:
    assert "抹消済 Redacted" in shown(member(value("NAME", "", redacted=True)))


def test_what_is_in_doubt_says_so_beside_the_value() -> None:
    assert "要確認" in line_with(shown(member(value("SEX", "F", needs_checking=True))), " F ")


@pytest.mark.parametrize("text", ["[red]花子[/red]", ":smile:", "花\x1b[31m子", "花\x07子"])
def test_what_an_agency_wrote_cannot_drive_the_terminal(text: str) -> None:
    said = shown(member(value("NAME", text)))

    assert "\x1b" not in said
    assert "\x07" not in said
    if text.isprintable():
        assert text in said


def test_event_ids_stand_behind_every_value_on_demand() -> None:
    plain = shown(member(value("NAME", "花子")), cases=[case()])
    traced = shown(member(value("NAME", "花子")), cases=[case()], with_events=True)

    assert "↳" not in plain
    assert traced.count(f"↳ {EVENT}") == 2
    assert traced.count(f"↳ {OTHER_EVENT}") == 1


def test_a_case_without_a_lead_is_an_alarm() -> None:
    assert "✖ 主担当なし No lead agency" in shown(cases=[case(lead=value("lead", ""))])


def test_a_case_shows_who_was_asked_what_is_open_and_what_is_planned() -> None:
    text = shown(
        member(value("NAME", "渡邊 花子")),
        cases=[
            case(
                agencies=[value("agency", "HOK-1"), value("agency", "JIR-1")],
                issues=[value("issue", "ELDERCARE", person_ref=PERSON)],
                flags=[
                    query_pb2.Flag(
                        flag="LIFELINE_STOPPED",
                        band="P2",
                        state="OPEN",
                        raised_at="2026-06-02T09:00:00+09:00",
                    )
                ],
                referrals=[
                    query_pb2.Referral(
                        state="DECLINED",
                        from_agency="HOK-1",
                        to_agency="JIR-1",
                        reason="OUT_OF_SCOPE",
                        suggested_agency="SHO-1",
                        crossed=True,
                    )
                ],
                requests=[query_pb2.Request(state="REQUESTED", consent_status="GRANTED")],
                plan=query_pb2.Plan(
                    version=2,
                    state="DECIDED",
                    decision_no="甲第3号",
                    goals=[value("goal 1", "家計")],
                ),
                roles=[query_pb2.Role(agency_id="JIR-1", task="FINANCE", start="2026-07-09")],
                after_closure=[EVENT],
            )
        ],
    )

    for words in (
        "HOK-1, JIR-1",
        "介護のこと Elder care — 渡邊 花子",
        "▲P2 ライフライン停止 Lifeline stopped",
        "未対応 Open  2026-06-02 09:00",
        "HOK-1 → JIR-1  辞退 Declined",
        "行き違い crossed",
        "対象外 Out of scope",
        "suggested: SHO-1",
        "判定待ち Requested",
        "第2版 v2  支援決定 Decided  決定番号 no. 甲第3号",
        "目標 Goal 1: 家計",
        "JIR-1  家計支援 Household finance  2026-07-09",
        "1件 after closure",
    ):
        assert words in text


def test_someone_of_another_household_is_named_by_a_short_reference() -> None:
    other = "c490879c-beba-4b31-a2a8-f9de0fd1eb02"
    text = shown(cases=[case(issues=[value("issue", "ELDERCARE", person_ref=other)])])

    assert "介護のこと Elder care — 他世帯 elsewhere c490879c" in text


def test_a_contact_is_said_in_words_and_an_unknown_form_as_it_is() -> None:
    text = shown(
        cases=[
            case(
                contacts=[
                    value("contact", "2026-06-02 COUNSEL PHONE 30 min"),
                    value("contact", "something of a later version"),
                ]
            )
        ]
    )

    assert "2026-06-02  相談 Counselling / 電話 Telephone  30分" in text
    assert "something of a later version" in text


def test_codes_of_a_later_version_are_shown_as_they_are() -> None:
    text = shown(cases=[case(state="HANDED_OVER", issues=[value("issue", "NEW_ISSUE")])])

    assert "HANDED_OVER" in text
    assert "NEW_ISSUE" in text


def test_of_a_long_timeline_the_newest_are_shown_and_the_rest_counted() -> None:
    text = shown(timeline=entries(20))

    assert "5 earlier: --all" in text
    assert "Consultation 6\n" in text.replace(" \n", "\n").replace("  ", "")
    assert "Consultation 5\n" not in text.replace("  ", "").replace(" \n", "\n")
    assert "earlier" not in shown(timeline=entries(20), everything=True)


def test_an_entry_of_a_day_shows_no_hour_and_another_basis_than_ones_own_is_named() -> None:
    (entry,) = entries(1)
    entry.precision = "DAY"
    entry.legal_basis = "CONSENT"

    text = shown(timeline=[entry])

    assert "09:00" not in line_with(text, "相談1")
    assert "根拠 basis: 本人同意 Consent" in text


def test_warnings_come_before_everything_else() -> None:
    text = shown(
        member(value("NAME", "花子")),
        sharing_closed=True,
        needs_checking=[EVENT, SET_ASIDE],
        stale_sources=[query_pb2.StaleSource(agency_id="HOK-1", since="2026-06-08T23:50:00+09:00")],
    )

    before = text[: text.index("●")]
    assert "✖ 共有停止" in before
    assert "▲ 同期遅延 HOK-1: not heard from since 2026-06-08 23:50" in before
    assert "▲ 要確認 1件" in before
    assert "保留の記録あり" in before


def test_a_person_in_no_household_is_shown_without_one() -> None:
    assert "世帯は未登録" in shown(household_id="", kind="")
