"""What goes into a package, and who learns of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.transfer.disclosure import Given, given
from services.transfer.packing import pack
from services.transfer.refusal import TransferRefused
from tests.unit.projections.household.story import at, day, opened_plain, text, uid
from tests.unit.services.transfer.moving import CANARY, FIELDS, Moving
from tests.unit.services.transfer.packages import (
    ORDER,
    by_consent,
    everything,
    full,
    names,
    packed,
)
from tests.unit.services.transfer.parties import (
    HEADER,
    NOW,
    OTSU,
    RECEIVER,
    SENDER,
)


@pytest.fixture
def story() -> Moving:
    return Moving()


def test_it_holds_what_the_consents_for_the_transfer_name(story: Moving) -> None:
    story.both_consent()

    result, inside = full(story)

    assert result.header == HEADER
    assert names(result) == ["小林 さくら", "小林 一郎"]
    (case,) = result.content.household.cases
    assert sorted(value.value for value in case.issues) == ["INCOME", "JOB_SEEK"]
    assert CANARY not in inside


def test_it_names_the_consents_so_that_the_receiver_can_state_its_own(story: Moving) -> None:
    story.both_consent()

    consents = full(story)[0].content.consents

    assert {one.consent_id: one.person_ref for one in consents} == {
        text("C3"): text("P1"),
        text("C4"): text("P2"),
    }
    assert consents[0].field_codes == tuple(sorted(FIELDS))
    assert consents[0].municipalities == (OTSU,)


@pytest.mark.parametrize(
    "changes",
    [
        {"municipalities": ["139998"]},
        {"purposes": ["COORDINATION"]},
        {"valid_until": day("06-15")},
        {"when": "06-17"},
    ],
)
def test_a_consent_that_is_no_ground_for_this_transfer_is_not_told_of(
    story: Moving, changes: dict[str, Any]
) -> None:
    story.consent("P1", "C3")
    story.consent("P1", "C5", **changes)

    assert [one.consent_id for one in full(story)[0].content.consents] == [text("C3")]


def test_a_withdrawn_consent_is_not_told_of(story: Moving) -> None:
    story.consent("P1", "C3")
    story.consent("P1", "C5")
    story.withdrawn("C5", "P1", "06-14")

    assert [one.consent_id for one in full(story)[0].content.consents] == [text("C3")]


def test_a_field_no_consent_names_stays(story: Moving) -> None:
    story.consent("P1", "C3", field_codes=["HOUSEHOLD", "ISSUES", "SERVICES"])
    story.consent("P2", "C4", field_codes=["HOUSEHOLD", "ISSUES", "SERVICES"])

    result, inside = full(story)

    assert names(result) == []
    assert "小林" not in inside


def test_a_member_who_has_not_consented_is_not_named(story: Moving) -> None:
    story.consent("P1", "C3")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    assert text("P2") not in inside
    assert [
        (member.person_ref, member.relationship, member.event_ids)
        for member in result.content.household.members
    ] == [
        (text("P1"), "HEAD", result.content.household.statement_event_ids),
        ("", "世帯員（未同意）", ()),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"municipalities": []},
        {"municipalities": ["139998"]},
        {"purposes": ["COORDINATION", "PLAN"]},
        {"agencies": ["CT-1", "MU-1"]},
    ],
)
def test_a_consent_that_is_not_for_this_transfer_opens_nothing(
    story: Moving, changes: dict[str, Any]
) -> None:
    story.consent("P1", "C3", **changes)

    assert packed(story) is None


def test_a_consent_that_has_run_out_opens_nothing(story: Moving) -> None:
    story.consent("P1", "C3", valid_until=day("06-15"))

    assert packed(story, at("06-15 23:59")) is not None
    assert packed(story, at("06-16 00:00")) is None


def test_a_withdrawn_consent_opens_nothing(story: Moving) -> None:
    story.consent("P1", "C3")
    story.withdrawn("C3", "P1", "06-14")

    assert packed(story) is None
    story.consent("P1", "C5", "06-15")
    assert packed(story) is not None


def test_what_is_withdrawn_by_one_member_leaves_the_other(story: Moving) -> None:
    story.both_consent()
    story.withdrawn("C4", "P2", "06-14")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    assert text("P2") not in inside
    assert text("C4") not in inside


def test_nothing_is_packed_of_a_case_nobody_knows(story: Moving) -> None:
    assert pack(ORDER, [], by_consent, opened_plain, SENDER, RECEIVER.public, NOW) is None


def test_the_audit_learns_whose_fields_went_by_which_consent(story: Moving) -> None:
    story.both_consent()

    told = given(full(story)[0])

    assert {(one.person, one.source_agency, one.consent_id) for one in told} == {
        (uid("P1"), "JIR-1", uid("C3")),
        (uid("P2"), "JIR-1", uid("C4")),
    }
    assert {code for one in told for code in one.field_codes} == {
        "IDENTITY",
        "HOUSEHOLD",
        "ISSUES",
        "SERVICES",
    }


def test_what_no_consent_of_the_person_names_is_told_without_one(story: Moving) -> None:
    story.consent("P1", "C3", field_codes=["HOUSEHOLD"])

    told = given(full(story, decision=everything)[0])

    assert Given(uid("P1"), "JIR-1", None, frozenset({"IDENTITY"})) not in told
    by_none = [one for one in told if one.person == uid("P1") and one.consent_id is None]
    assert [sorted(one.field_codes) for one in by_none] == [
        ["IDENTITY", "ISSUES", "NARRATIVE", "SERVICES"]
    ]


def test_a_consent_is_cited_only_for_what_the_agencies_it_names_have_said(story: Moving) -> None:
    first = next(name for name in map(str, range(99)) if uid(name) < uid("C3"))
    story.consent("P1", first, agencies=["CT-1"])
    story.consent("P1", "C3")

    assert {one.consent_id for one in given(full(story)[0])} == {uid("C3")}


def test_the_answer_may_be_due_on_the_day_of_sending(story: Moving) -> None:
    story.both_consent()

    result = packed(story, order=replace(ORDER, answer_due=NOW.date()))

    assert result is not None
    assert result.header.answer_due == "2026-06-16"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"answer_due": date(2026, 6, 15)}, ("answer_due", "DUE_BEFORE_SENT")),
        ({"transfer_type": "GIFT"}, ("order.transfer_type", "MALFORMED")),
        ({"transfer_id": "T1"}, ("order.transfer_id", "MALFORMED")),
    ],
)
def test_an_order_that_cannot_be_recorded_is_refused(
    story: Moving, change: dict[str, Any], error: tuple[str, str]
) -> None:
    story.both_consent()

    with pytest.raises(TransferRefused) as caught:
        packed(story, order=replace(ORDER, **change))
    assert (caught.value.field, caught.value.rule) == error


def test_inside_one_municipality_a_case_is_referred(story: Moving) -> None:
    with pytest.raises(TransferRefused) as caught:
        pack(ORDER, story.events, by_consent, opened_plain, SENDER, SENDER.public, NOW)

    assert (caught.value.field, caught.value.rule) == ("to", "TO_SELF")
