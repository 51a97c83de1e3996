"""No sequence of events makes a fact visible without a live basis (V1, V2)."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.dump import dump
from projections.household.reach import Key
from projections.household.reading import HouseholdReading, household_reading
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from projections.visibility.sight import look
from tests.unit.projections.household.story import (
    at,
    case,
    household,
    ids_of,
    opened_plain,
    person,
    uid,
)
from tests.unit.projections.visibility.histories import (
    LAST_HOUR,
    PURPOSES,
    SHARING,
    Telling,
    effective,
    micros,
    moment,
    readers,
    told,
)
from tests.unit.projections.visibility.scaffolds import (
    SCAFFOLDS,
    attribute,
    consent,
    histories,
    intake,
)

NOW = at(moment(LAST_HOUR + 1))
SUBJECTS: tuple[Key, ...] = (
    *map(person, ("P1", "P2", "P3")),
    *map(household, ("H1", "H2", "H3")),
    *map(case, ("K1", "K2")),
)
GROUNDS = (
    "ConsentGranted",
    "ReferralSent",
    "SupportConferenceConvened",
    "ChildCouncilRegistered",
)


@st.composite
def strangers(draw: st.DrawFn) -> Reader:
    """Somebody of an agency that no consent, referral or room of these histories names."""
    return Reader(
        "OR-1",
        draw(st.sampled_from(("OR", "MEMBER"))),
        "u-01",
        purpose=draw(st.sampled_from(PURPOSES)),
        workspace=draw(st.sampled_from((None, uid("SC1"), uid("CC1")))),
    )


@settings(max_examples=100)
@given(histories, strangers())
def test_whom_nothing_names_sees_nothing(tellings: list[Telling], reader: Reader) -> None:
    for subject in SUBJECTS:
        assert _reading(subject, told(tellings), reader).view is None


@settings(max_examples=100)
@given(histories, st.sampled_from(SHARING), st.sampled_from(PURPOSES))
def test_without_consents_referrals_and_rooms_everybody_sees_their_own(
    tellings: list[Telling], agency: str, purpose: str
) -> None:
    events = effective([one for one in tellings if one.name not in GROUNDS])
    reader = Reader(agency, agency.split("-")[0], "u-01", purpose=purpose)
    assert {one.original.agency for one in look(events, reader, NOW, policy()).seen} <= {agency}


@settings(max_examples=60)
@given(histories, readers())
def test_the_view_holds_no_event_that_the_reader_may_not_see(
    tellings: list[Telling], reader: Reader
) -> None:
    events = effective(tellings)
    may = {one.original.event_id for one in look(events, reader, NOW, policy()).seen}
    hidden = ids_of(*(event for event in events if event.event_id not in may))
    for subject in SUBJECTS:
        reading = _reading(subject, events, reader)
        assert may.issuperset(reading.source_event_ids)
        assert not any(event_id in _bytes(reading) for event_id in hidden)


@settings(max_examples=60)
@given(histories, readers(), st.integers(0, 2**32))
def test_any_order_and_any_duplication_give_every_reader_the_equal_view(
    tellings: list[Telling], reader: Reader, seed: int
) -> None:
    events = told(tellings)
    chance = Random(seed)
    mixed = events + chance.sample(events, len(events) // 2)
    chance.shuffle(mixed)
    for subject in SUBJECTS:
        assert _reading(subject, mixed, reader) == _reading(subject, events, reader)


@settings(max_examples=60)
@given(st.permutations(("HOK-1", "JIR-1", "CT-1")), st.sampled_from(([], ["HOK-1"], ["JIR-1"])))
def test_a_withdrawal_ends_sharing_in_both_directions_and_a_new_consent_resumes_it(
    order: list[str], withdrawn: list[str]
) -> None:
    facts = [
        fact
        for agency in order
        for fact in (intake(agency, "P1", 2), attribute(agency, "P1", "ADDRESS", 3))
    ]
    ended = Telling(
        "CT-1",
        "ConsentWithdrawn",
        20,
        ("P1",),
        None,
        {"legal_basis": "CONSENT", "compartment": "CONSENT"},
        {},
        {
            "consent_id": "C1",
            "person": uid("P1"),
            "agencies": withdrawn,
            "effective_at": micros(20),
        },
    )
    tellings = [*facts, consent("C1", "P1", 1), ended, consent("C2", "P1", 30)]
    for reader in SHARING:
        for source in SHARING:
            taken_out = not withdrawn or not {reader, source}.isdisjoint(withdrawn)
            assert _sees(tellings, reader, source, 19)
            assert _sees(tellings, reader, source, 21) is (reader == source or not taken_out)
            assert _sees(tellings, reader, source, 31)


@pytest.mark.parametrize(
    ("begun", "reader"),
    [
        ("requested", Reader("MU-1", "MU", "u-01")),
        ("convened", Reader("JIR-1", "JIR", "u-01", workspace=uid("SC1"))),
    ],
)
def test_a_ground_for_a_name_opens_no_other_attribute(begun: str, reader: Reader) -> None:
    named = attribute("HOK-1", "P1", "NAME", 1, value="the name")
    born = replace(
        attribute("HOK-1", "P1", "NAME", 0, value="the day of birth"),
        payload={"person": uid("P1"), "attribute": "BIRTH_DATE"},
    )
    shown = _bytes(_reading(person("P1"), told([*SCAFFOLDS[begun], named, born]), reader))
    assert "the name" in shown
    assert "the day of birth" not in shown


def test_a_withdrawal_in_effect_later_leaves_sharing_until_then() -> None:
    ended = Telling(
        "HOK-1",
        "ConsentWithdrawn",
        10,
        ("P1",),
        None,
        {"legal_basis": "CONSENT", "compartment": "CONSENT"},
        {},
        {"consent_id": "C1", "person": uid("P1"), "effective_at": micros(20)},
    )
    tellings = [intake("HOK-1", "P1", 2), consent("C1", "P1", 1), ended]
    assert _sees(tellings, "JIR-1", "HOK-1", 19)
    assert not _sees(tellings, "JIR-1", "HOK-1", 20)


def _sees(tellings: list[Telling], agency: str, source: str, hour: int) -> bool:
    reader = Reader(agency, agency.split("-")[0], "u-01")
    sight = look(effective(tellings, hour), reader, at(moment(hour)), policy())
    seen = {one.original.agency for one in sight.seen if one.original.name in _FACTS}
    return source in seen


_FACTS = ("ConsultationReceived", "AttributeAsserted")


def _reading(
    subject: Key, events: list[StoredEvent] | tuple[StoredEvent, ...], reader: Reader
) -> HouseholdReading:
    return household_reading(subject, events, opened_plain, NOW, reader, policy())


def _bytes(reading: HouseholdReading) -> str:
    return "" if reading.view is None else dump([reading.view])
