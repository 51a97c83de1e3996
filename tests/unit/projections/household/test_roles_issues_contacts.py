"""役割, 課題, 支援経過 and 関係機関, each value with its events."""

from __future__ import annotations

from tests.unit.projections.household.story import Story, at, day, ids_of, text, uid


def _role(story: Story, agency: str, task: str, when: str = "07-09") -> None:
    story.tell(
        "MU-1",
        "RoleAssigned",
        when,
        people=["P1"],
        agency=agency,
        is_lead=task == "LEAD",
        task=task,
        start=day(when),
    )


def test_a_role_ends_for_its_task_or_all_together() -> None:
    story = Story()
    _role(story, "JIR-1", "FINANCE")
    _role(story, "JIR-1", "EMPLOYMENT")
    story.tell("MU-1", "RoleEnded", "07-20", agency="JIR-1", task="FINANCE", end=day("07-20"))
    assert [(r.task, r.end) for r in story.case().roles] == [
        ("EMPLOYMENT", ""),
        ("FINANCE", "2026-07-20"),
    ]
    assert story.case().roles[1].event_ids == ids_of(story.events[0], story.events[2])
    story.tell("MU-1", "RoleEnded", "07-24", agency="JIR-1", end=day("07-24"))
    assert [r.end for r in story.case().roles] == ["2026-07-24", "2026-07-20"]


def test_a_role_given_again_is_not_ended_by_what_ended_the_first() -> None:
    story = Story()
    _role(story, "JIR-1", "FINANCE", "07-01")
    story.tell("MU-1", "RoleEnded", "07-05", agency="JIR-1", end=day("07-05"))
    _role(story, "JIR-1", "FINANCE", "07-09")
    assert [r.end for r in story.case().roles] == ["2026-07-05", ""]


def test_an_issue_is_shown_once_per_person_and_agency_with_every_statement() -> None:
    story = Story()
    opened = story.opened(issues=["ELDERCARE", "DEBT"])
    first = story.tell("HOK-1", "IssueRecorded", "06-02", people=["P2"], person="P2", issue="DEBT")
    again = story.tell(
        "HOK-1",
        "AssessmentCompleted",
        "06-03",
        people=["P2"],
        sheet_version="1",
        issues_by_person=[{"person": uid("P2"), "issues": ["DEBT"]}],
        household_size=2,
    )
    shown = [(i.value, i.person_ref, i.agency_id, i.event_ids) for i in story.case().issues]
    assert shown == [
        ("DEBT", "", "HOK-1", ids_of(opened)),
        ("DEBT", text("P2"), "HOK-1", ids_of(first, again)),
        ("ELDERCARE", "", "HOK-1", ids_of(opened)),
    ]


def test_each_support_is_one_line_with_its_minutes() -> None:
    story = Story()
    for when, minutes in (("06-05", 60), ("06-02", 30)):
        story.tell(
            "OR-1",
            "SupportProvided",
            when,
            people=["P1"],
            service_code="VISIT",
            minutes=minutes,
            contact="IN_PERSON",
        )
    assert [(c.value, c.agency_id) for c in story.case().contacts] == [
        ("2026-06-02 VISIT IN_PERSON 30 min", "OR-1"),
        ("2026-06-05 VISIT IN_PERSON 60 min", "OR-1"),
    ]


def _agencies(story: Story, when: str = "08-01") -> list[str]:
    return [agency.value for agency in story.case(at(when)).agencies]


def test_a_recipient_is_involved_once_it_accepted_and_not_by_declining() -> None:
    story = Story()
    story.opened("SHO-1")
    for referral, agency in (("F1", "HOK-1"), ("F2", "JIR-1")):
        story.tell(
            "SHO-1",
            "ReferralSent",
            "06-02",
            people=["P1"],
            referral_id=referral,
            to_agency=agency,
            field_codes=["ISSUES"],
            respond_by=day("06-09"),
        )
    assert _agencies(story) == ["SHO-1"]
    story.tell("HOK-1", "ReferralDeclined", "06-03", referral_id="F1", reason="CAPACITY")
    story.tell("JIR-1", "ReferralAccepted", "06-03", referral_id="F2")
    assert _agencies(story) == ["JIR-1", "SHO-1"]


def test_role_holders_the_lead_and_those_named_by_the_request_are_involved() -> None:
    story = Story()
    story.opened("HOK-1")
    requested = story.tell(
        "HOK-1",
        "CoordinationRequested",
        "06-03",
        people=["P1"],
        request_id="R",
        consent_status="GRANTED",
        existing_agencies=["KOD-1"],
    )
    _role(story, "JIR-1", "FINANCE")
    story.tell("CT-1", "LeadAgencyChanged", "07-10", lead_agency="SHO-1")
    assert _agencies(story) == ["CT-1", "HOK-1", "JIR-1", "KOD-1", "MU-1", "SHO-1"]
    by_agency = {agency.value: agency.event_ids for agency in story.case().agencies}
    assert by_agency["KOD-1"] == ids_of(requested)
    assert by_agency["SHO-1"] == ids_of(story.events[-1])
