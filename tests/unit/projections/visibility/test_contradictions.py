"""A contradiction is shown to whoever may see both sides, and tells nobody else of the other."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.household.dump import dump
from projections.household.reach import Key
from projections.household.reading import (
    LEFT_UNDISCLOSED,
    NOT_CONSENTED,
    HouseholdReading,
    household_reading,
)
from projections.household.text import id_text
from projections.household.view import HouseholdView
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from tests.unit.projections.household.disputes import DISPUTED, disputes
from tests.unit.projections.household.story import (
    LATER,
    Story,
    day,
    household,
    opened_plain,
    person,
    uid,
)
from tests.unit.projections.visibility.histories import Telling, told
from tests.unit.projections.visibility.scaffolds import CONSENTED, OWN, attribute, consent
from tests.unit.projections.visibility.scaffolds import household as formed

HOK = Reader("HOK-1", "HOK", "u-01")
AUDITOR = Reader("AU-1", "AU", "u-01")
SIDES = {
    "name": (
        attribute("HOK-1", "P1", "NAME", 2, value="渡邊花子"),
        attribute("JIR-1", "P1", "NAME", 3, value="渡邊華子"),
    ),
    "relationship": (
        attribute("HOK-1", "P2", "NAME", 2),
        Telling(
            "JIR-1",
            "MemberJoined",
            3,
            ("P1",),
            None,
            OWN,
            {},
            {
                "household_id": "H1",
                "kind": "SUPPORT",
                "person": uid("P1"),
                "relationship": "HEAD",
                "effective_on": day("06-01"),
            },
        ),
    ),
    "household": (
        attribute("HOK-1", "P2", "NAME", 2),
        Telling(
            "JIR-1",
            "HouseholdFormed",
            3,
            ("P1",),
            None,
            OWN,
            {},
            {
                "household_id": "H2",
                "kind": "SUPPORT",
                "members": [{"person": uid("P1"), "relationship": "COHABITANT"}],
                "effective_on": day("06-01"),
            },
        ),
    ),
    "membership": (
        formed(8 * 9, "P1", "P2"),
        Telling(
            "JIR-1",
            "MemberLeft",
            8 * 9,
            ("P1",),
            None,
            OWN,
            {},
            {
                "household_id": "H1",
                "kind": "SUPPORT",
                "person": uid("P1"),
                "destination": "OTHER_HOUSEHOLD",
                "effective_on": day("06-05"),
            },
        ),
    ),
}
"""What HOK-1 says, and how JIR-1 contradicts it."""


def _read(
    tellings: list[Telling], reader: Reader = HOK, subject: Key | None = None
) -> HouseholdView:
    view = _reading(told(tellings), reader, subject or household("H1")).view
    assert view is not None
    return view


def _reading(events: list[StoredEvent], reader: Reader, subject: Key) -> HouseholdReading:
    return household_reading(subject, events, opened_plain, LATER, reader, policy())


def _marked(view: HouseholdView) -> dict[str, set[str]]:
    """Field → who is contradicted or contradicts."""
    found: dict[str, set[str]] = {}
    values = [v for member in view.members for v in (*member.attributes, *member.contradictions)]
    values += [value for case in view.cases for value in (case.lead, *case.lead_claims)]
    for value in values:
        if value.needs_checking:
            found.setdefault(value.field.lower(), set()).add(value.agency_id)
    return found


@pytest.mark.parametrize("kind", SIDES)
def test_whoever_may_see_both_sides_is_shown_both(kind: str) -> None:
    own, other = SIDES[kind]
    tellings = [formed(0, "P1", "P2"), consent("C1", "P1", 1), own, other]
    for reader in (HOK, Reader("CT-1", "CT", "u-01"), AUDITOR):
        assert _marked(_read(tellings, reader)) == {kind: {"HOK-1", "JIR-1"}}


@pytest.mark.parametrize("kind", ["name", "relationship", "household"])
def test_whoever_may_see_one_side_is_not_shown_that_there_is_another(kind: str) -> None:
    own, other = SIDES[kind]
    without_other = [formed(0, "P1", "P2"), own]
    assert dump([_read([*without_other, other])]) == dump([_read(without_other)])
    assert _marked(_read(without_other)) == {}


def test_of_a_departure_stated_by_another_the_day_alone_is_shown() -> None:
    own, other = SIDES["membership"]
    view = _read([formed(0, "P1", "P2"), own, other])
    assert [(m.relationship, m.left_on, m.contradictions) for m in view.members] == [
        ("COHABITANT", "", ()),
        (LEFT_UNDISCLOSED, "2026-06-05", ()),
    ]


def _changed(agency: str, lead: str, envelope: dict[str, Any]) -> Telling:
    payload = {"lead_agency": lead}
    return Telling(agency, "LeadAgencyChanged", 9, ("P1",), "K1", envelope, {}, payload)


def test_a_lead_named_by_a_statement_the_reader_may_not_see_is_no_claim() -> None:
    shared = {**CONSENTED, "consent_id": uid("C1")}
    hidden = {**CONSENTED, "consent_id": uid("C2")}
    tellings = [
        formed(0, "P1", "P2"),
        consent("C1", "P1", 1),
        consent("C2", "P1", 1, agencies=["JIR-1", "KOD-1"]),
        _changed("CT-1", "HOK-1", shared),
    ]
    both = [*tellings, _changed("JIR-1", "JIR-1", shared)]
    assert _marked(_read(both)) == {"lead": {"CT-1", "JIR-1"}}
    one = [*tellings, _changed("KOD-1", "JIR-1", hidden)]
    assert dump([_read(one)]) == dump([_read(tellings)])
    assert _marked(_read(one, AUDITOR)) == {"lead": {"CT-1", "KOD-1"}}


def test_whoever_may_not_be_named_is_contradicted_by_nobody() -> None:
    _, other = SIDES["relationship"]
    tellings = [
        formed(0, "P1", "P2"),
        consent("C2", "P2", 1),
        other,
    ]
    view = _read(tellings, Reader("CT-1", "CT", "u-01"), person("P2"))
    assert [member.relationship for member in view.members] == ["COHABITANT", NOT_CONSENTED]
    assert _marked(view) == {}


@st.composite
def _shared(draw: st.DrawFn) -> list[StoredEvent]:
    """Disputes, and the consents of some of the people."""
    story = Story()
    for who in draw(st.lists(st.sampled_from(("P1", "P2", "P3")), unique=True)):
        story.tell(
            "SHO-1",
            "ConsentGranted",
            "06-01",
            case=None,
            people=[who],
            envelope={"legal_basis": "CONSENT", "compartment": "CONSENT"},
            consent_id=f"consent of {who}",
            person=who,
            grantor="SELF",
            agencies=["HOK-1", "JIR-1"],
            field_codes=["IDENTITY", "HOUSEHOLD"],
            purposes=["COORDINATION"],
            method="WRITTEN",
        )
    return [*story.events, *draw(disputes())]


@settings(max_examples=100, deadline=None)
@given(_shared(), st.sampled_from((HOK, Reader("JIR-1", "JIR", "u-01"), AUDITOR)))
def test_every_side_that_is_shown_is_recorded_and_nobody_nameless_has_one(
    events: list[StoredEvent], reader: Reader
) -> None:
    for subject in DISPUTED:
        reading = _reading(events, reader, subject)
        if reading.view is None:
            continue
        recorded = {id_text(event_id) for event_id in reading.source_event_ids}
        for member in reading.view.members:
            assert member.person_ref or member.contradictions == ()
            for value in member.contradictions:
                assert recorded.issuperset(value.event_ids)
        for case in reading.view.cases:
            for value in case.lead_claims:
                assert recorded.issuperset(value.event_ids)
