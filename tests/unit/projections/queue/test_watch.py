"""The watch lists of the team's day: when a row comes, when it goes, and who has it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from projections.calendar import months_after
from projections.household.reach import CASE
from projections.household.view import Case, HouseholdView, Value
from projections.queue.board import Watched
from projections.queue.rules import rules
from projections.queue.watch.conferences_today import conferences_today
from projections.queue.watch.consents_ending import consents_ending
from projections.queue.watch.no_lead import no_lead
from projections.queue.watch.out_of_touch import out_of_touch
from projections.queue.watch.reviews_due import reviews_due
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, at, day, text, uid
from tests.unit.projections.queue.asking import consent

RULES = rules()


def opened(story: Story, when: str = "06-01") -> StoredEvent:
    return story.tell(
        "HOK-1",
        "ConsultationReceived",
        when,
        people=["P1"],
        channel="VISIT",
        consulter_relation="SELF",
        issues=["ELDERCARE"],
    )


def viewed(story: Story, when: str) -> tuple[HouseholdView, Case]:
    view = story.view((CASE, uid("case")), at(when))
    return view, view.cases[0]


def names(rows: Any) -> list[tuple[str, str]]:
    return [(row.list, row.due) for row in rows]


def test_an_open_case_without_a_lead_is_watched_until_somebody_leads() -> None:
    bare = Case(
        "c",
        "OPEN",
        "2026-06-01",
        Value("lead", "", "", ()),
        (),
        (),
        (),
        (),
        (),
        None,
        (),
        (),
        (),
        (),
    )
    assert list(no_lead(bare)) == [Watched("NO_LEAD", "", "c", "2026-06-01", about="c")]
    story = Story()
    opened(story)
    assert list(no_lead(viewed(story, "06-02")[1])) == []


def ending(story: Story, when: str, desk: str = "CT-1", days: int = 30) -> list[str]:
    view, case = viewed(story, when)
    rows = consents_ending(view, case, desk, at(when).date(), days)
    return [row.due for row in rows]


def test_a_consent_is_watched_from_thirty_days_before_its_end_to_its_last_day() -> None:
    story = Story()
    opened(story)
    consent(story, valid_until=day("07-31"))
    found = {when: ending(story, when) for when in ("06-30", "07-01", "07-31", "08-01")}
    assert found == {
        "06-30": [],
        "07-01": ["2026-07-31"],
        "07-31": ["2026-07-31"],
        "08-01": [],
    }


def test_a_consent_that_was_renewed_withdrawn_or_names_others_is_not_watched() -> None:
    story = Story()
    opened(story)
    consent(story, valid_until=day("07-31"))
    assert ending(story, "07-10", "SHO-1") == []
    assert ending(story, "07-10") == ["2026-07-31"]
    consent(story, "C2", when="07-05")
    assert ending(story, "07-10") == []


def reviewed(story: Story, when: str) -> list[tuple[str, str]]:
    view, case = viewed(story, when)
    return names(reviews_due(view, case, at(when).date(), RULES))


def decided(story: Story, period_end: str = "2026-12-31") -> None:
    opened(story)
    ground = {"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid("C1")}
    plan: dict[str, Any] = {"plan_id": "PL1"}
    cited = [{"person": uid("P1"), "consent_id": uid("C1")}]
    story.tell(
        "CT-1",
        "PlanDrafted",
        "06-02",
        people=["P1"],
        envelope=ground,
        plan_version=1,
        period_end=day(period_end),
        subject_consents=cited,
        **plan,
    )
    story.tell(
        "MU-1",
        "SupportDecided",
        "06-10",
        people=["P1"],
        envelope=ground,
        plan_version=1,
        decision_date=day("06-10"),
        decision_no="1",
        **plan,
    )


def reviews(story: Story, name: str, when: str) -> None:
    ground = {"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid("C1")}
    results = [{"goal_no": 1, "result": "PARTLY"}]
    story.tell(
        "CT-1",
        name,
        when,
        people=["P1"],
        envelope=ground,
        plan_id="PL1",
        goal_results=results,
        outcome="CONTINUE",
    )


def test_monitoring_is_due_three_months_after_the_decision_then_after_the_last_one() -> None:
    story = Story()
    decided(story)
    due = ("MONITORING_DUE", "2026-09-10T17:15:00+09:00")
    assert reviewed(story, "09-02") == []
    assert reviewed(story, "09-03") == reviewed(story, "10-01") == [due]
    reviews(story, "MonitoringRecorded", "10-05")
    assert reviewed(story, "10-06") == []


def test_evaluation_is_due_by_the_end_of_the_period() -> None:
    story = Story()
    decided(story, "2026-08-31")
    due = ("EVALUATION_DUE", "2026-08-31T17:15:00+09:00")
    assert reviewed(story, "08-23") == []
    assert reviewed(story, "08-24") == [due]
    reviews(story, "EvaluationRecorded", "08-28")
    assert reviewed(story, "08-29") == []


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2026-06-10", 3, "2026-09-10"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-10-31", 2, "2026-12-31"),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(start: str, months: int, end: str) -> None:
    assert months_after(date.fromisoformat(start), months) == date.fromisoformat(end)


def silent(story: Story, when: str) -> list[str]:
    _, case = viewed(story, when)
    return [row.list for row in out_of_touch(case, story.events, at(when), 60)]


def test_a_case_in_which_nobody_was_in_contact_is_watched_until_somebody_is() -> None:
    story = Story()
    opened(story)
    assert silent(story, "07-31") == []
    assert silent(story, "08-01") == ["OUT_OF_TOUCH"]
    story.tell("OR-1", "ContactAttempted", "08-01", people=["P1"], result="ABSENT")
    assert silent(story, "08-02") == ["OUT_OF_TOUCH"]
    story.tell("OR-1", "ContactAttempted", "08-02", people=["P1"], result="MET")
    assert silent(story, "08-03") == []


def test_what_is_kept_apart_keeps_no_case_off_the_list() -> None:
    story = Story()
    opened(story)
    story.tell(
        "AB-1",
        "ContactAttempted",
        "07-30",
        people=["P1"],
        result="MET",
        envelope={"compartment": "ABUSE_DV"},
    )
    assert silent(story, "08-03") == ["OUT_OF_TOUCH"]


def test_a_conference_of_today_is_told_to_members_under_secrecy_alone() -> None:
    story = Story()
    story.tell(
        "MU-1",
        "SupportConferenceConvened",
        "06-05",
        people=["P1"],
        conference_id="SC1",
        members=["MU-1", "CT-1", "OR-1"],
        confidentiality_acks=["MU-1", "CT-1"],
        held_on=day("06-08"),
    )
    told = {
        (desk, when): [row.about for row in conferences_today(story.events, desk, at(when).date())]
        for desk in ("MU-1", "CT-1", "OR-1", "HOK-1")
        for when in ("06-07", "06-08", "06-09")
    }
    here = {("MU-1", "06-08"), ("CT-1", "06-08")}
    assert told == {place: [text("SC1")] if place in here else [] for place in told}


def test_a_closed_case_is_on_no_list() -> None:
    story = Story()
    decided(story)
    consent(story, valid_until=day("10-05"))
    story.tell("CT-1", "CaseClosed", "09-20", people=["P1"], reason="RESOLVED")
    when = "10-01"
    view, case = viewed(story, when)
    assert case.state == "CLOSED"
    today = at(when).date()
    assert not [
        *no_lead(case),
        *consents_ending(view, case, "CT-1", today, 30),
        *reviews_due(view, case, today, RULES),
        *out_of_touch(case, story.events, at(when) + timedelta(days=90), 60),
    ]
