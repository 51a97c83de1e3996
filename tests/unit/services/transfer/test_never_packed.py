"""What never goes into a package, whoever consents and whatever fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projections.household.text import id_text
from services.transfer.disclosure import given
from services.transfer.packing import Transferable
from tests.unit.projections.household.story import day, text, uid
from tests.unit.services.transfer.moving import CANARY, FIELDS, Moving
from tests.unit.services.transfer.packages import (
    ORDER,
    by_consent,
    everything,
    full,
    names,
    packed,
)


@pytest.fixture
def story() -> Moving:
    return Moving()


SECRETS = [
    ("ABUSE_DV", "OWN"),
    ("ABUSE_DV", "ABUSE_DUTY"),
    ("PROTECTED", "OWN"),
    ("SUPPORT_CONF", "SUPPORT_CONFERENCE"),
    ("CHILD_COUNCIL", "CHILD_COUNCIL"),
    ("UNKNOWN", "OWN"),
    ("AGENCY", "UNKNOWN"),
]


@pytest.mark.parametrize(("compartment", "basis"), SECRETS)
@pytest.mark.parametrize("decision", [by_consent, everything])
def test_what_is_compartmented_never_enters_even_where_the_decision_fails(
    story: Moving, compartment: str, basis: str, decision: Transferable
) -> None:
    story.both_consent()
    ordinary = story.supported("AGENCY", "OWN")
    secret = story.supported(compartment, basis)

    result, inside = full(story, decision=decision)

    assert id_text(ordinary.event_id) in inside
    assert id_text(secret.event_id) not in inside
    assert secret.event_id not in {event.event_id for event in result.given}


def test_a_consent_that_opens_abuse_to_an_agency_opens_it_to_no_municipality(
    story: Moving,
) -> None:
    secret = story.supported("ABUSE_DV", "OWN")
    story.consent("P1", "C3", "06-14", compartments=["ABUSE_DV"])
    story.consent("P2", "C4", "06-14")

    assert id_text(secret.event_id) not in full(story)[1]


def test_of_a_protected_person_an_earlier_consent_gives_nothing_away(story: Moving) -> None:
    story.both_consent()
    story.protected("P2", against="P1")

    result, inside = full(story)

    assert names(result) == ["小林 一郎"]
    for secret in (CANARY, "小林 さくら", text("P2"), text("C4")):
        assert secret not in inside


def test_a_flight_looks_like_any_departure_of_which_nobody_says_where_to() -> None:
    fled, left = Moving(), Moving()
    for story in (fled, left):
        story.both_consent()
    fled.fled("P2", against="P1")
    left.left("P2")

    inside = full(fled)[1]

    assert inside == full(left)[1]
    assert "小林 一郎" in inside
    assert text("P2") not in inside


def test_nothing_of_a_protected_person_is_packed_whatever_is_consented_to_later(
    story: Moving,
) -> None:
    story.protected("P1", against="P9")
    story.consent("P1", "C3", "06-15", compartments=["ABUSE_DV"])
    assert packed(story) is None

    story.consent("P2", "C4", "06-15")
    result, inside = full(story)

    assert names(result) == ["小林 さくら"]
    for secret in ("小林 一郎", text("P1"), text("C3")):
        assert secret not in inside


def test_whoever_left_is_packed_by_a_case_of_their_own_and_those_left_behind_are_not(
    story: Moving,
) -> None:
    story.both_consent()
    story.left("P2")
    story.tell(
        "JIR-1",
        "ConsultationReceived",
        "06-14",
        people=["P2"],
        case="own",
        channel="VISIT",
        consulter_relation="SELF",
        issues=["HOUSING"],
    )
    result = packed(story, order=replace(ORDER, case_id=uid("own")))

    assert result is not None
    assert names(result) == ["小林 さくら"]
    assert [one.person_ref for one in result.content.consents] == [text("P2")]
    assert {one.person for one in given(result)} == {uid("P2")}
    assert registered(story, "P1") not in {event.event_id for event in result.given}
    (case,) = result.content.household.cases
    assert case.case_id == text("own")


def registered(story: Moving, person: str) -> bytes:
    """The event by which a person was registered."""
    return next(
        event.event_id
        for event in story.events
        if event.name == "PersonRegistered" and event.body["person"] == uid(person)
    )


def test_two_who_left_together_are_packed_by_a_case_of_their_own(story: Moving) -> None:
    story.tell(
        "JIR-1",
        "MemberJoined",
        case=None,
        people=["P3"],
        household_id="H1",
        kind="SUPPORT",
        person=uid("P3"),
        relationship="CHILD",
        effective_on=day("06-02"),
    )
    story.both_consent()
    story.left("P1")
    story.left("P2")

    assert names(full(story)[0]) == ["小林 さくら", "小林 一郎"]


def test_without_a_consent_nothing_is_packed_even_where_the_decision_fails(story: Moving) -> None:
    assert packed(story, decision=everything) is None


def test_another_case_of_the_same_people_stays(story: Moving) -> None:
    story.both_consent()
    other = story.tell(
        "JIR-1",
        "ConsultationReceived",
        "06-14",
        people=["P1", "P2"],
        case="other",
        channel="VISIT",
        consulter_relation="SELF",
        issues=["DEBT"],
    )

    result, inside = full(story)

    assert [case.case_id for case in result.content.household.cases] == [text("case")]
    for secret in (text("other"), id_text(other.event_id), "DEBT"):
        assert secret not in inside


def test_who_left_for_a_place_the_consents_name_is_packed(story: Moving) -> None:
    story.both_consent()
    story.left("P2", destination="FACILITY")

    assert names(full(story)[0]) == ["小林 さくら", "小林 一郎"]


def test_a_protected_address_stays_whatever_is_consented_to_later(story: Moving) -> None:
    story.protected("P2", against="P1")
    story.consent("P1", "C3", "06-15", field_codes=[*FIELDS, "ADDRESS", "CONTACT"])
    story.consent(
        "P2",
        "C4",
        "06-15",
        field_codes=[*FIELDS, "ADDRESS", "CONTACT"],
        compartments=["ABUSE_DV"],
    )

    assert CANARY not in full(story)[1]
