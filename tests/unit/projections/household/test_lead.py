"""主担当: a case never silently lacks a lead agency."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.projections.household.story import Story, at, day, ids_of


def _lead(story: Story, when: str = "08-01") -> str:
    return story.case(at(when)).lead.value


def _role(story: Story, agency: str, when: str, **more: Any) -> None:
    fields: dict[str, Any] = {"is_lead": True, "task": "LEAD", "start": day(when[:5])}
    story.tell("MU-1", "RoleAssigned", when, agency=agency, **(fields | more))


def test_the_agency_that_opened_the_case_leads_until_another_is_named() -> None:
    story = Story()
    opened = story.opened("SHO-1")
    lead = story.case().lead
    assert (lead.value, lead.agency_id, lead.event_ids) == ("SHO-1", "SHO-1", ids_of(opened))


def test_accepting_a_referral_does_not_move_the_lead() -> None:
    story = Story()
    story.opened("SHO-1")
    story.tell(
        "SHO-1",
        "ReferralSent",
        people=["P1"],
        referral_id="F1",
        to_agency="JIR-1",
        field_codes=["ISSUES"],
        respond_by=day("06-08"),
    )
    story.tell("JIR-1", "ReferralAccepted", "06-03", referral_id="F1")
    assert _lead(story) == "SHO-1"
    story.tell("JIR-1", "LeadAgencyChanged", "06-03", lead_agency="JIR-1", referral_id="F1")
    assert _lead(story) == "JIR-1"


def test_the_latest_statement_by_occurrence_holds_whenever_it_arrived() -> None:
    story = Story()
    story.opened("SHO-1")
    story.tell("CT-1", "LeadAgencyChanged", "06-20", lead_agency="HOK-1")
    story.tell(
        "CT-1",
        "CoordinationTriaged",
        "06-10",
        request_id="R",
        outcome="ACCEPT",
        lead_agency="KOD-1",
    )
    assert _lead(story) == "HOK-1"


def test_a_triage_that_names_no_lead_changes_nothing() -> None:
    story = Story()
    story.opened("SHO-1")
    story.tell("CT-1", "CoordinationTriaged", "06-10", request_id="R", outcome="RETURN")
    assert _lead(story) == "SHO-1"


def test_a_request_names_the_lead_only_where_nothing_else_does() -> None:
    story = Story()
    fields: dict[str, Any] = {
        "request_id": "R",
        "consent_status": "GRANTED",
        "lead_agency": "KOD-1",
    }
    story.tell("HOK-1", "CoordinationRequested", "06-03", people=["P1"], **fields)
    assert _lead(story) == "KOD-1"
    story.opened("HOK-1")
    assert _lead(story) == "HOK-1"


def test_a_lead_role_leads_from_its_first_day() -> None:
    story = Story()
    story.opened("SHO-1")
    _role(story, "HOK-1", "06-09", start=day("06-15"))
    assert _lead(story, "06-14") == "SHO-1"
    assert _lead(story, "06-15") == "HOK-1"


def test_a_role_that_is_no_lead_role_leaves_the_lead() -> None:
    story = Story()
    story.opened("SHO-1")
    _role(story, "JIR-1", "06-09", is_lead=False, task="FINANCE")
    assert _lead(story) == "SHO-1"


@pytest.mark.parametrize("task", [None, "LEAD"])
def test_where_the_leads_role_ended_the_case_shows_that_it_has_none(task: str | None) -> None:
    story = Story()
    story.opened("SHO-1")
    _role(story, "HOK-1", "06-09")
    story.tell("MU-1", "RoleEnded", "06-24", agency="HOK-1", task=task, end=day("06-24"))
    lead = story.case().lead
    assert (lead.value, lead.agency_id) == ("", "MU-1")
    assert lead.event_ids == ids_of(story.events[-1])
    _role(story, "JIR-1", "06-25")
    assert _lead(story) == "JIR-1"


def test_ending_another_role_of_the_lead_leaves_the_lead() -> None:
    story = Story()
    story.opened("SHO-1")
    _role(story, "HOK-1", "06-09")
    story.tell("MU-1", "RoleEnded", "06-24", agency="HOK-1", task="CARE", end=day("06-24"))
    story.tell("MU-1", "RoleEnded", "06-24", agency="SHO-1", end=day("06-24"))
    assert _lead(story) == "HOK-1"


def test_a_lead_role_that_ran_out_leaves_none() -> None:
    story = Story()
    story.opened("SHO-1")
    _role(story, "HOK-1", "06-09", end=day("06-30"))
    assert _lead(story, "06-30") == "HOK-1"
    assert _lead(story, "07-01") == ""


def test_a_closing_may_name_who_leads_afterwards() -> None:
    story = Story()
    story.opened("SHO-1")
    story.tell("SHO-1", "CaseClosed", "06-20", reason="CONNECTED", lead_after="HOK-1")
    assert _lead(story) == "HOK-1"
