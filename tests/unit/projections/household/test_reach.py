"""What an event touches, so that a store can find it."""

from __future__ import annotations

from typing import Any

import pytest

from projections.household.reach import (
    CITED,
    JOINED,
    LINK,
    NEEDS_PAYLOAD,
    RECORD,
    REFERRAL,
    Key,
    keys_of,
    record_key,
    to_agency_key,
    type_key,
)
from projections.stored_event import StoredEvent
from schemas.catalogue import catalogue
from tests.unit.projections.household.story import Story, case, day, household, person, uid


def _keys(event: StoredEvent) -> set[Key]:
    keys = keys_of(event)
    assert len(keys) == len(set(keys))
    return set(keys)


def test_an_event_is_found_by_its_people_and_its_case() -> None:
    event = Story().opened(envelope={"person_refs": [uid("P1"), uid("P2")]})
    assert _keys(event) == {person("P1"), person("P2"), case("case")}


def test_a_household_statement_is_found_by_the_household_too() -> None:
    assert _keys(Story().household("H1", P1="HEAD")) == {person("P1"), household("H1")}


def test_a_split_is_found_by_both_households() -> None:
    event = Story().tell(
        "KOD-1",
        "HouseholdSplit",
        case=None,
        household_id="H1",
        kind="SUPPORT",
        new_household_id="H2",
        remaining=["P1"],
        moving=["P2"],
        effective_on=day("06-11"),
    )
    assert _keys(event) == {household("H1"), household("H2")}


def test_a_conference_is_found_by_its_own_id_and_by_the_plans_it_reviewed() -> None:
    event = Story().tell(
        "CT-1",
        "MultilayerConferenceConvened",
        conference_id="M",
        plan_ids=["A", "B"],
        attendees=["CT-1"],
        agenda=["PLAN_REVIEW"],
        result="ADEQUATE",
    )
    assert _keys(event) == {case("case"), (CITED, uid("M")), (CITED, uid("A")), (CITED, uid("B"))}


def test_a_correction_is_found_by_the_record_it_corrects() -> None:
    story = Story()
    record = {"source_record_id": "9"}
    first = story.opened(envelope=record)
    second = story.opened(envelope=record | {"source_revision": 2})
    assert record_key(first) == record_key(second)
    assert record_key(second) in _keys(second)
    assert not any(kind == RECORD for kind, _ in keys_of(first))


def test_an_event_recorded_by_way_of_a_link_is_found_by_the_link() -> None:
    event = Story().opened(envelope={"via_link_ids": [uid("L")]})
    assert _keys(event) == {person("P1"), case("case"), (LINK, uid("L"))}


@pytest.mark.parametrize("name", ["PersonLinkConfirmed", "PersonLinkRevoked"])
def test_a_statement_about_a_link_is_found_by_the_link_and_by_all_it_names(name: str) -> None:
    refs: dict[str, Any] = {"link_id": "L", "refs": ["P1", "P2"], "reason": "KEY_EQUAL"}
    event = Story().tell("ST-1", name, case=None, people=["P1"], **refs)
    link, *people = map(uid, ("L", "P1", "P2"))
    assert _keys(event) == {person("P1"), (LINK, link)} | {(JOINED, one) for one in (link, *people)}


def test_a_candidate_and_a_reattribution_are_found_by_the_link_and_join_nobody() -> None:
    story = Story()
    fields: dict[str, Any] = {"link_id": "L", "reason": "KEY_EQUAL"}
    candidate = story.tell(
        "ST-1", "PersonLinkProposed", case=None, refs=["P1", "P2"], score_permille=900, **fields
    )
    answer = story.tell(
        "ST-1", "EventReattributed", case=None, subject_event_id="E", to_person="P1", **fields
    )
    assert _keys(candidate) == _keys(answer) == {(LINK, uid("L"))}


def test_a_referral_is_found_by_its_id_and_its_sending_by_the_recipient() -> None:
    story = Story()
    sent = story.tell(
        "HOK-1",
        "ReferralSent",
        referral_id="F",
        to_agency="JIR-1",
        field_codes=["ISSUES"],
        respond_by=day("06-08"),
    )
    accepted = story.tell("JIR-1", "ReferralAccepted", referral_id="F")
    by_type = type_key("ReferralSent")
    assert _keys(sent) == {case("case"), (REFERRAL, uid("F")), to_agency_key("JIR-1"), by_type}
    assert _keys(accepted) == {case("case"), (REFERRAL, uid("F"))}
    assert to_agency_key("JIR-1") != to_agency_key("JIR-11")


def test_what_desks_keep_lists_of_is_found_by_its_type() -> None:
    story = Story()
    withdrawn = story.tell(
        "HOK-1", "ConsentWithdrawn", case=None, consent_id="C", person="P1", effective_at=1
    )
    closed = story.tell("HOK-1", "CaseClosed", reason="RESOLVED")
    assert type_key("ConsentWithdrawn") in _keys(withdrawn)
    assert type_key("CaseClosed") in _keys(closed)
    assert type_key("CaseClosed") != type_key("ConsentWithdrawn")


def test_a_change_of_lead_without_a_referral_is_found_by_none() -> None:
    event = Story().tell("CT-1", "LeadAgencyChanged", lead_agency="CT-1")
    assert _keys(event) == {case("case")}


def test_every_event_type_that_names_a_referral_is_found_by_it() -> None:
    naming = {
        event.name
        for event in map(catalogue().latest, catalogue().names())
        if any(field.name == "referral_id" for field in event.fields)
    }
    assert naming
    assert naming <= NEEDS_PAYLOAD


def test_an_audit_event_touches_nothing() -> None:
    event = Story().tell(
        "SYS-1",
        "RecordViewed",
        people=["P1"],
        viewer="u-17",
        viewer_agency="HOK-1",
        viewer_role="HOK",
        basis="OWN",
        padding=b"",
    )
    assert keys_of(event) == []


@pytest.mark.parametrize("name", sorted(set(catalogue().names()) - NEEDS_PAYLOAD))
def test_the_envelope_alone_is_enough_for_every_other_type(name: str) -> None:
    whole = Story().opened(envelope={"source_revision": 2})
    envelope = {"envelope": whole.body["envelope"]}
    event = StoredEvent("HOK-1", 1, catalogue().latest(name), envelope)
    assert {person("P1"), case("case")} <= _keys(event)


def test_every_event_type_that_names_a_household_is_found_by_it() -> None:
    naming = {
        event.name
        for event in map(catalogue().latest, catalogue().names())
        if any(field.name.endswith("household_id") for field in event.fields)
    }
    assert naming
    assert naming <= NEEDS_PAYLOAD
