"""The plan sheet and a case's summary, from a household as the service tells it."""

from __future__ import annotations

from typing import Any

from protos.enishi.v1 import query_pb2
from services.console.sheet import Told, may_have, sheet_of
from services.console.summary import summary_of
from services.console.words import JAPANESE, Words

W = Words(JAPANESE)
MOTHER, SON = "11111111-0000-4000-8000-000000000000", "22222222-0000-4000-8000-000000000000"
NOT_CONSENTED = "世帯員（未同意）"


def value(field: str, text: str, person: str = "", **fields: Any) -> query_pb2.Value:
    return query_pb2.Value(field=field, value=text, person_ref=person, **fields)


def member(ref: str, name: str, relationship: str) -> query_pb2.HouseholdMember:
    return query_pb2.HouseholdMember(
        person_ref=ref, relationship=relationship, attributes=[value("NAME", name)]
    )


def consent(person: str, *agencies: str, state: str = "LIVE") -> query_pb2.StatedConsent:
    return query_pb2.StatedConsent(person_ref=person, agencies=agencies, state=state)


def household(*goals: query_pb2.Value, **fields: Any) -> query_pb2.Household:
    plan = query_pb2.Plan(
        version=2,
        state="DRAFTED",
        goals=goals,
        subjects=[query_pb2.PlanSubject(person_ref=ref) for ref in (MOTHER, SON)],
        agreements=[query_pb2.PlanAgreement(person_ref=SON, method="WRITTEN", on="2026-07-01")],
    )
    said: dict[str, Any] = {
        "members": [
            member(MOTHER, "佐藤 ヨシ子", "HEAD"),
            member(SON, "佐藤 健司", "CHILD"),
            query_pb2.HouseholdMember(relationship=NOT_CONSENTED),
            query_pb2.HouseholdMember(relationship="異動（詳細非公開）", left=True),
        ],
        "cases": [query_pb2.Case(case_id="K1", plan=plan)],
        **fields,
    }
    return query_pb2.Household(**said)


def test_each_subject_stands_there_with_their_own_agreement() -> None:
    sheet = sheet_of(household(), "K1", W)
    assert sheet is not None
    assert [(one.name, one.relationship, one.agreed_on, one.method) for one in sheet.subjects] == [
        ("佐藤 ヨシ子", "世帯主", "", ""),
        ("佐藤 健司", "子", "2026-07-01", "書面"),
    ]


def test_whoever_has_not_consented_has_no_name_and_whoever_left_does_not_stand_there() -> None:
    sheet = sheet_of(household(), "K1", W)
    assert sheet is not None
    assert sheet.others == (NOT_CONSENTED,)


def test_what_is_told_of_each_subject_stands_once() -> None:
    told = [
        value("goal 1", "外へ出る", MOTHER),
        value("goal 2", "申請する", MOTHER),
        value("persons_wish", "家にいたい", MOTHER),
        value("goal 1", "外へ出る", SON),
        value("goal 2", "申請する", SON),
        value("persons_wish", "家にいたい", SON),
    ]
    sheet = sheet_of(household(*told), "K1", W)
    assert sheet is not None
    assert sheet.goals == (Told("1", "外へ出る"), Told("2", "申請する"))
    assert sheet.wishes == (Told("佐藤 ヨシ子・佐藤 健司", "家にいたい"),)


def test_a_part_whose_key_was_destroyed_says_so() -> None:
    sheet = sheet_of(household(value("goals", "Redacted", MOTHER, redacted=True)), "K1", W)
    assert sheet is not None
    assert sheet.goals == (Told("", "Redacted", redacted=True),)


def test_a_case_without_a_plan_or_that_is_not_shown_has_no_sheet() -> None:
    bare = query_pb2.Household(cases=[query_pb2.Case(case_id="K1")])
    assert sheet_of(bare, "K1", W) is None
    assert sheet_of(household(), "K2", W) is None
    assert summary_of(household(), "K2", W) is None


def test_a_page_is_for_those_whom_every_consent_names() -> None:
    both = [consent(MOTHER, "HOK-1", "CT-1", "JIR-1"), consent(SON, "CT-1", "HOK-1")]
    assert may_have(household(consents=both)) == ("CT-1", "HOK-1")
    over = consent(MOTHER, "MU-1", state="WITHDRAWN")
    assert may_have(household(consents=[*both, over])) == ("CT-1", "HOK-1")
    assert may_have(household()) == ()


def test_a_page_about_somebody_who_withdrew_is_for_nobody() -> None:
    withdrawn = consent(SON, "CT-1", "HOK-1", state="WITHDRAWN")
    live = consent(MOTHER, "CT-1", "HOK-1")
    assert may_have(household(consents=[live, withdrawn])) == ()
    # Of a consent that is no longer known here the plan still tells whose it was.
    sheet = sheet_of(household(consents=[live]), "K1", W)
    assert sheet is not None
    assert sheet.may_have == ()


def test_an_issue_of_somebody_is_not_told_again_of_nobody() -> None:
    issues = [
        value("issue", "ELDERCARE"),
        value("issue", "DEBT"),
        value("issue", "ELDERCARE", MOTHER),
        value("issue", "ELDERCARE", MOTHER),
    ]
    case = query_pb2.Case(case_id="K1", issues=issues)
    summary = summary_of(household(cases=[case]), "K1", W)
    assert summary is not None
    assert summary.issues == {
        "佐藤 ヨシ子": (W.code("issue", "ELDERCARE"),),
        "": (W.code("issue", "DEBT"),),
    }
