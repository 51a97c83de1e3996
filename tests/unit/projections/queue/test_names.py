"""Whose part in a case a board may tell of: of nobody whom its desk does not know there."""

from __future__ import annotations

from typing import Any

from projections.queue.names import who_may_name
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from projections.visibility.standing import NOTHING_CLOSED
from schemas.times import to_micros
from tests.unit.projections.household.story import LATER, Story, at, uid
from tests.unit.projections.queue.asking import asks, facts, item, open_requests

IN_CONFERENCE = {
    "legal_basis": "SUPPORT_CONFERENCE",
    "compartment": "SUPPORT_CONF",
    "conference_id": uid("SC1"),
}


def without_consent() -> Story:
    """HOK-1 knows P1 by name and asks MU-1; SC1 is not yet convened."""
    story = Story()
    story.tell(
        "HOK-1",
        "AttributeAsserted",
        "06-01 08:00",
        people=["P1"],
        case=None,
        sealed={("P1", "IDENTITY"): {"value": "例 花子"}},
        person="P1",
        attribute="NAME",
    )
    story.opened()
    asks(story, status="NOT_OBTAINED", envelope=IN_CONFERENCE)
    return story


def told(story: Story) -> list[str]:
    (request,) = open_requests(story)
    desk = Reader("MU-1", "MU", "u-01")
    return who_may_name(request, facts(story.events), LATER, policy(), NOTHING_CLOSED, desk)


def test_the_agency_that_asked_may_name_the_person() -> None:
    assert "HOK-1" in told(without_consent())


def test_an_abuse_desk_in_the_case_is_not_told_of() -> None:
    story = without_consent()
    before = told(story)
    abuse = {"legal_basis": "ABUSE_DUTY", "compartment": "ABUSE_DV"}
    story.tell(
        "AB-1",
        "AttributeAsserted",
        "06-04",
        people=["P1"],
        envelope=abuse,
        sealed={("P1", "IDENTITY"): {"value": "例 花子"}},
        person="P1",
        attribute="NAME",
    )
    assert told(story) == before


def test_a_council_of_which_the_desk_is_no_member_is_not_told_of() -> None:
    story = without_consent()
    before = told(story)
    council = {"legal_basis": "CHILD_COUNCIL", "compartment": "CHILD_COUNCIL"}
    story.tell(
        "KOD-1",
        "ChildCouncilRegistered",
        "06-04",
        people=["P1"],
        envelope=council,
        council_case_id="CC1",
        category="SUPPORT",
        members=["KOD-1", "SCHOOL-1"],
    )
    assert told(story) == before


def test_an_assessment_the_desk_may_not_know_of_meets_no_clock() -> None:
    story = without_consent()
    story.tell(
        "CT-1",
        "CoordinationTriaged",
        "06-05",
        people=["P1"],
        envelope=IN_CONFERENCE,
        request_id="R",
        outcome="ACCEPT",
        lead_agency="HOK-1",
    )
    own = {"legal_basis": "OWN", "compartment": "AGENCY"}
    sheet: dict[str, Any] = {"sheet_version": "1", "issues_by_person": [], "household_size": 1}
    story.tell("HOK-1", "AssessmentCompleted", "06-08", people=["P1"], envelope=own, **sheet)

    def met() -> int | None:
        clocks = {clock.clock: clock for clock in item(story).clocks}
        return clocks["ASSESSMENT"].met_at

    assert met() is None
    story.tell("CT-1", "AssessmentCompleted", "06-09", people=["P1"], envelope=own, **sheet)
    assert met() == to_micros(at("06-09"))
