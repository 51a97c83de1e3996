"""Threats 13 and 14: to the other side a protected move is an ordinary undisclosed departure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.dump import dump
from projections.household.reach import Key
from projections.household.reading import LEFT_UNDISCLOSED, household_reading
from projections.visibility.policy import policy
from projections.visibility.reader import Glass, Reader
from tests.unit.projections.household.story import (
    at,
    case,
    day,
    household,
    opened_plain,
    person,
    text,
    uid,
)
from tests.unit.projections.visibility.histories import PURPOSES, Telling, moment, told
from tests.unit.projections.visibility.scaffolds import (
    ABUSE,
    OWN,
    PROTECTED,
    attribute,
    consent,
    intake,
    protection,
)
from tests.unit.projections.visibility.scaffolds import (
    household as formed,
)
from tests.unit.projections.visibility.tellings import noise

LEFT = day("06-05")
LEFT_HOUR = 4 * 8
AFTER = LEFT_HOUR + 8
CANARY = "丙市朝霧町9丁目9番909号"
OTHER_SIDE = ("HOK-1", "JIR-1", "CT-1", "OR-1")
SUBJECTS: tuple[Key, ...] = (
    *map(person, ("P1", "P2", "P3")),
    *map(household, ("H1", "H2")),
    *map(case, ("K1", "K2", "K9")),
)


@dataclass(frozen=True)
class Worlds:
    """The same household left in two ways: protected, and without saying where to."""

    shielded: list[Telling]
    ordinary: list[Telling]


@st.composite
def worlds(draw: st.DrawFn) -> Worlds:
    """P1 stays; P2, or P2 and P3, leave on 5 June. What everybody else said is equal."""
    movers = draw(st.sampled_from((("P2",), ("P2", "P3"))))
    common = [
        formed(0, "P1", "P2", "P3"),
        attribute("HOK-1", "P2", "NAME", 0),
        attribute("HOK-1", "P2", "ADDRESS", 0, value="the old address"),
        consent("C1", "P1", 1),
        consent("C2", "P2", 1),
        *filter(lambda one: _said_by_anybody(one, movers), draw(noise)),
    ]
    if draw(st.booleans()):
        common.append(_left("HOK-1", AFTER, "P1", "FACILITY", LEFT + 1))
    protected = draw(st.lists(_hidden(movers), max_size=6))
    return Worlds(
        shielded=[
            *common,
            protection(LEFT_HOUR, movers, "P1"),
            _split(movers),
            *protected,
        ],
        ordinary=[*common, *(_left("MU-1", LEFT_HOUR, who, None, LEFT) for who in movers)],
    )


def _said_by_anybody(one: Telling, movers: tuple[str, ...]) -> bool:
    """What changes neither the household nor what a mover consented to since, and is no report of
    abuse by the other side itself."""
    statements = ("AddressProtection", "Member", "Household", "PersonLink")
    late_consent = (
        one.name == "ConsentGranted"
        and one.hour >= LEFT_HOUR
        and not {*movers}.isdisjoint(one.people)
    )
    duty = one.name == "ReferralSent" and one.envelope["legal_basis"] == "ABUSE_DUTY"
    return not one.name.startswith(statements) and not late_consent and not duty


def _hidden(movers: tuple[str, ...]) -> st.SearchStrategy[Telling]:
    """Any fact about a mover that lies in ABUSE_DV or PROTECTED, from an hour before they left."""
    who = st.sampled_from(movers)
    hours = st.integers(LEFT_HOUR - 1, LEFT_HOUR + 20)
    kept = st.sampled_from((ABUSE, PROTECTED))
    return st.one_of(
        st.builds(lambda p, h, e: replace(intake("KOD-1", p, h, e), case="K9"), who, hours, kept),
        st.builds(
            lambda p, h, e, a: attribute("MU-1", p, a, h, e, CANARY),
            who,
            hours,
            kept,
            st.sampled_from(("ADDRESS", "PHONE", "NAME")),
        ),
        st.builds(_support, who, hours, kept),
        st.builds(_flag, who, hours, kept),
    )


def _support(who: str, hour: int, envelope: dict[str, Any]) -> Telling:
    fields = {"service_code": "COUNSEL", "minutes": 30, "contact": "IN_PERSON"}
    note = {(who, "NARRATIVE"): {"note": CANARY}}
    return Telling("KOD-1", "SupportProvided", hour, (who,), "K9", envelope, note, fields)


def _flag(who: str, hour: int, envelope: dict[str, Any]) -> Telling:
    fields = {"flag_id": "FL9", "flag": "DV_IMMEDIATE", "person": uid(who)}
    return Telling("KOD-1", "UrgencyFlagRaised", hour, (who,), "K9", envelope, {}, fields)


def _split(movers: tuple[str, ...]) -> Telling:
    staying = [who for who in ("P1", "P2", "P3") if who not in movers]
    fields = {
        "household_id": "H1",
        "kind": "SUPPORT",
        "new_household_id": "H2",
        "remaining": [uid(who) for who in staying],
        "moving": [uid(who) for who in movers],
        "effective_on": LEFT,
    }
    people = ("P1", "P2", "P3")
    return Telling("MU-1", "HouseholdSplit", LEFT_HOUR, people, None, PROTECTED, {}, fields)


def _left(agency: str, hour: int, who: str, destination: str | None, on: int) -> Telling:
    fields = {
        "household_id": "H1",
        "kind": "SUPPORT",
        "person": uid(who),
        "destination": destination,
        "effective_on": on,
    }
    return Telling(agency, "MemberLeft", hour, (who,), None, OWN, {}, fields)


@st.composite
def other_side(draw: st.DrawFn) -> Reader:
    """Whoever may work for the one who stayed."""
    agency = draw(st.sampled_from(OTHER_SIDE))
    role = draw(st.sampled_from((agency.split("-")[0], "MEMBER")))
    purpose = draw(st.sampled_from(("COORDINATION", *PURPOSES)))
    room = draw(st.sampled_from((None, uid("SC1"), uid("CC1"))))
    return Reader(agency, role, "u-01", purpose=purpose, workspace=room)


hours = st.integers(LEFT_HOUR + 1, 90)


@settings(max_examples=120)
@given(worlds(), other_side(), hours)
def test_the_other_side_cannot_tell_a_protected_move_from_an_ordinary_departure(
    both: Worlds, reader: Reader, hour: int
) -> None:
    for subject in SUBJECTS:
        shielded = _output(both.shielded, subject, reader, hour)
        assert shielded == _output(both.ordinary, subject, reader, hour)
        assert CANARY not in shielded
        assert text("H2") not in shielded
        assert text("K9") not in shielded


@st.composite
def others(draw: st.DrawFn) -> Reader:
    """Who has a way of their own to a person: the steward, and whoever breaks the glass."""
    glass = Glass(uid("BG"), uid("P2"), policy().break_glass_field_codes, at("06-30"))
    reader = draw(st.sampled_from((_reader("ST-1"), _reader("JIR-1"), _reader("OR-1"))))
    return reader if reader.agency_id == "ST-1" else replace(reader, glass=glass)


@settings(max_examples=60)
@given(worlds(), others(), hours)
def test_neither_can_the_steward_nor_a_break_glass(both: Worlds, reader: Reader, hour: int) -> None:
    """Unless somebody filed an address of after the move where everybody's lie: it is withheld of
    a protected person alone, because to save a life the others' may be needed."""
    for subject in SUBJECTS:
        shielded, ordinary = (
            _output([one for one in world if not _later_address(one)], subject, reader, hour)
            for world in (both.shielded, both.ordinary)
        )
        assert shielded == ordinary


def _later_address(one: Telling) -> bool:
    return one.name == "AttributeAsserted" and one.hour >= LEFT_HOUR - 8


def test_whoever_left_stands_in_the_household_by_the_day_alone() -> None:
    tellings = [
        formed(0, "P1", "P2"),
        consent("C1", "P1", 1),
        consent("C2", "P2", 1),
        protection(LEFT_HOUR, ("P2",), "P1"),
        _left("MU-1", LEFT_HOUR, "P2", "OTHER_HOUSEHOLD", LEFT),
    ]
    reading = household_reading(
        household("H1"), told(tellings), opened_plain, at("06-08"), _reader("JIR-1"), policy()
    )
    assert reading.view is not None
    stays, gone = reading.view.members
    assert (stays.person_ref, stays.left) == (text("P1"), False)
    assert (gone.person_ref, gone.relationship, gone.left) == ("", LEFT_UNDISCLOSED, True)
    assert (gone.left_on, gone.attributes, gone.event_ids) == ("2026-06-05", (), ())


def test_the_protected_address_is_read_by_the_restricted_role_that_recorded_it() -> None:
    tellings = [attribute("MU-1", "P2", "ADDRESS", 33, PROTECTED, CANARY)]
    restricted = Reader("MU-1", "RESTRICTED", "u-01")
    assert CANARY in _output(tellings, person("P2"), restricted, 50)
    assert CANARY not in _output(tellings, person("P2"), _reader("MU-1"), 50)
    assert CANARY not in _output(tellings, person("P2"), _reader("AB-1"), 50)


def _reader(agency: str) -> Reader:
    return Reader(agency, agency.split("-")[0], "u-01")


def _output(tellings: list[Telling], subject: Key, reader: Reader, hour: int) -> str:
    """Every byte that leaves for the reader, and what the trail says was shown to them."""
    now = at(moment(hour))
    past = told([one for one in tellings if one.hour <= hour])
    reading = household_reading(subject, past, opened_plain, now, reader, policy())
    view = "no result" if reading.view is None else dump([reading.view])
    shown = (
        reading.subjects,
        reading.cases,
        reading.source_event_ids,
        reading.via_links,
        reading.household_ids,
    )
    return f"{view}\n{shown}"
