"""What an event touches, so that a store can find it."""

from __future__ import annotations

import pytest

from projections.household.reach import CITED, NEEDS_PAYLOAD, RECORD, Key, keys_of, record_key
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


def test_an_audit_event_touches_nothing() -> None:
    event = Story().tell(
        "SYS-1",
        "RecordViewed",
        people=["P1"],
        viewer="u-17",
        viewer_agency="HOK-1",
        viewer_role="HOK",
        basis="OWN",
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
