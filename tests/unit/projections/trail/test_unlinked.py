"""Whether a viewing had its grounds without the link it rested on (I5, S8)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from projections.stored_event import StoredEvent
from projections.trail.unlinked import without_ground
from projections.trail.viewings import Viewed
from projections.visibility.policy import policy
from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, uid
from tests.unit.projections.people.linking import confirmed, issue, reattributed, revoked

REFS = (uid("PA"), uid("PB"))
AGENCIES = {"PA": ["HOK-1", "JIR-1", "CT-1"], "PB": ["JIR-1", "CT-1"]}


@pytest.fixture
def story() -> Story:
    """PA of HOK-1 and PB of JIR-1, each with a consent, wrongly linked on 3 June."""
    story = Story()
    for person, agency in (("PA", "HOK-1"), ("PB", "JIR-1")):
        story.tell(
            agency,
            "ConsentGranted",
            "06-01",
            case=None,
            people=[person],
            envelope={"legal_basis": "CONSENT", "compartment": "CONSENT"},
            consent_id=f"consent {person}",
            person=person,
            grantor="SELF",
            agencies=AGENCIES[person],
            field_codes=["IDENTITY", "ISSUES"],
            purposes=["COORDINATION"],
            method="WRITTEN",
        )
    confirmed(story, "L", "PA", "PB")
    return story


def said(story: Story, agency: str, person: str, when: str = "06-02") -> StoredEvent:
    """An agency records an issue of its own client."""
    return story.tell(
        agency,
        "IssueRecorded",
        when,
        case=f"case {person}",
        people=[person],
        person=person,
        issue="DEBT",
        reported_by="SELF",
    )


def looked(agency: str, *shown: StoredEvent, when: str = "06-08") -> Viewed:
    """A viewing of the merged record that showed these events."""
    return Viewed(
        event_id=uid("viewing"),
        kind="RecordViewed",
        at=to_micros(at(when)),
        viewer="u-1",
        viewer_agency=agency,
        viewer_role=agency.partition("-")[0],
        purpose="COORDINATION",
        basis="CONSENT",
        reason="CASE_WORK",
        subjects=frozenset(REFS),
        cases=frozenset(),
        field_codes=frozenset({"ISSUES"}),
        shown=(),
        source_event_ids=frozenset(event.event_id for event in shown),
        via_links=frozenset({uid("L")}),
        asked_for=uid("PA"),
    )


def exposed(story: Story, viewing: Viewed) -> frozenset[bytes]:
    return without_ground(viewing, uid("L"), REFS, story.events, policy())


@pytest.mark.parametrize("is_revoked", [True, False])
def test_only_whom_the_link_alone_opened_is_exposed(story: Story, is_revoked: bool) -> None:
    of_pa, of_pb = said(story, "HOK-1", "PA"), said(story, "JIR-1", "PB")
    if is_revoked:
        revoked(story, "L", "PA", "PB")
    assert exposed(story, looked("HOK-1", of_pa, of_pb)) == {uid("PB")}
    assert exposed(story, looked("HOK-1", of_pa)) == frozenset()
    assert exposed(story, looked("CT-1", of_pa, of_pb)) == frozenset()
    assert exposed(story, looked("AU-1", of_pa, of_pb)) == frozenset()


def test_a_consent_given_afterwards_is_no_ground(story: Story) -> None:
    of_pb = said(story, "JIR-1", "PB")
    revoked(story, "L", "PA", "PB")
    story.tell(
        "JIR-1",
        "ConsentGranted",
        "06-12",
        case=None,
        people=["PB"],
        envelope={"legal_basis": "CONSENT", "compartment": "CONSENT"},
        consent_id="later consent",
        person="PB",
        grantor="SELF",
        agencies=["HOK-1", "JIR-1"],
        field_codes=["IDENTITY", "ISSUES"],
        purposes=["COORDINATION"],
        method="WRITTEN",
    )
    assert exposed(story, looked("HOK-1", of_pb)) == {uid("PB")}
    assert exposed(story, looked("HOK-1", of_pb, when="06-13")) == frozenset()


def test_what_belongs_to_nobody_yet_exposes_to_all_but_its_author_and_the_auditor(
    story: Story,
) -> None:
    written = issue(story, "PA", via=["L"])
    revoked(story, "L", "PA", "PB")
    assert exposed(story, looked("CT-1", written)) == frozenset()
    assert exposed(story, looked("AU-1", written)) == frozenset()
    assert exposed(story, looked("HOK-1", written)) == set(REFS)


def test_what_a_steward_gave_to_somebody_exposes_that_person(story: Story) -> None:
    written = issue(story, "PA", via=["L"])
    revoked(story, "L", "PA", "PB")
    reattributed(story, written, "L", "PB")
    assert exposed(story, looked("HOK-1", written)) == {uid("PB")}
    assert exposed(story, looked("CT-1", written)) == frozenset()


def test_a_break_glass_is_a_ground_for_the_person_it_was_used_for(story: Story) -> None:
    of_pa, of_pb = said(story, "SHO-1", "PA"), said(story, "SHO-1", "PB")
    revoked(story, "L", "PA", "PB")
    opened = replace(looked("OR-1", of_pa, of_pb), basis="LIFE_BODY")
    assert exposed(story, opened) == {uid("PB")}
