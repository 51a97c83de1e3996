"""多機関協働への依頼 through the queue's states."""

from __future__ import annotations

from projections.household.view import Request
from tests.unit.projections.household.story import Story, day, ids_of, uid


def _requested(story: Story, consent_status: str = "GRANTED") -> None:
    story.tell(
        "HOK-1",
        "CoordinationRequested",
        "06-03",
        people=["P1"],
        request_id="R",
        consent_status=consent_status,
        existing_agencies=["HOK-1"],
        lead_agency="HOK-1",
    )


def _triaged(story: Story, outcome: str, when: str = "06-05", agency: str = "CT-1") -> None:
    story.tell(
        agency,
        "CoordinationTriaged",
        when,
        people=["P1"],
        request_id="R",
        outcome=outcome,
        lead_agency="HOK-1",
    )


def _request(story: Story) -> Request:
    (request,) = story.case().requests
    return request


def test_a_request_waits_as_requested() -> None:
    story = Story()
    _requested(story)
    request = _request(story)
    assert (request.state, request.consent_status) == ("REQUESTED", "GRANTED")
    assert request.requested_on == "2026-06-03"
    assert request.event_ids == ids_of(*story.events)


def test_advice_alone_takes_it_off_the_queue() -> None:
    story = Story()
    _requested(story)
    _triaged(story, "ADVICE_ONLY")
    assert _request(story).state == "ADVICE_ONLY"


def test_without_consent_it_goes_by_the_support_conference() -> None:
    story = Story()
    _requested(story, "NOT_OBTAINED")
    _triaged(story, "TO_SUPPORT_CONF", agency="MU-1")
    assert _request(story).state == "CONFERENCE_TRACK"
    _triaged(story, "ACCEPT", "07-01")
    assert _request(story).state == "ACCEPTED"


def test_an_accepted_request_is_planned_then_awaits_its_conference_then_is_decided() -> None:
    story = Story()
    _requested(story)
    _triaged(story, "ACCEPT")
    assert _request(story).state == "ACCEPTED"
    story.tell(
        "CT-1",
        "AssessmentCompleted",
        "06-26",
        people=["P1"],
        sheet_version="1",
        issues_by_person=[],
        household_size=2,
    )
    assert _request(story).state == "PLANNING"
    consents = [{"person": uid("P1"), "consent_id": uid("C1")}]
    story.tell(
        "CT-1",
        "PlanDrafted",
        "07-01",
        people=["P1"],
        plan_id="plan",
        plan_version=1,
        period_end=day("12-31"),
        subject_consents=consents,
    )
    assert _request(story).state == "PLANNING"
    story.tell(
        "CT-1",
        "PlanAgreed",
        "07-01 10:00",
        plan_id="plan",
        plan_version=1,
        person="P1",
        method="WRITTEN",
    )
    assert _request(story).state == "AWAITING_CONFERENCE"
    story.tell(
        "CT-1",
        "MultilayerConferenceConvened",
        "07-08",
        conference_id="M",
        plan_ids=["plan"],
        attendees=["CT-1"],
        agenda=["PLAN_REVIEW"],
        result="REVISE",
    )
    assert _request(story).state == "PLANNING"
    story.tell(
        "MU-1",
        "SupportDecided",
        "07-09",
        plan_id="plan",
        decision_date=day("07-09"),
        decision_no="1",
    )
    assert _request(story).state == "DECIDED"


def test_a_closed_case_takes_it_off_the_queue() -> None:
    story = Story()
    _requested(story)
    story.tell("HOK-1", "CaseClosed", "06-04", reason="MOVED")
    assert _request(story).state == "CLOSED"


def test_a_triage_that_arrives_before_its_request_is_pending_and_needs_checking() -> None:
    story = Story()
    _triaged(story, "ACCEPT")
    assert _request(story).state == "PENDING_PARENT"
    assert story.view().needs_checking == ids_of(*story.events)
