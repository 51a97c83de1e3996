"""What each term of the score counts, and which clocks run for the request of S1."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, day, ids_of, text, uid
from tests.unit.projections.queue.asking import BY_CONSENT, asks, begun, consent, does, item


def _issue(story: Story, who: str, issue: str, when: str = "06-02") -> None:
    story.tell("HOK-1", "IssueRecorded", when, people=[who], person=who, issue=issue)


def _sends(story: Story, name: str, when: str = "06-04", **more: Any) -> None:
    fields: dict[str, Any] = {
        "referral_id": "F1",
        "to_agency": "JIR-1",
        "field_codes": ["ISSUES"],
        "respond_by": day("06-30"),
    }
    story.tell("HOK-1", name, when, people=["P1"], envelope=BY_CONSENT, **(fields | more))


def _declined(story: Story, when: str = "06-05") -> None:
    fields: dict[str, Any] = {"referral_id": "F1", "reason": "CAPACITY"}
    story.tell(
        "JIR-1",
        "ReferralDeclined",
        when,
        people=["P1"],
        envelope=BY_CONSENT,
        **fields,
    )


def _role(story: Story, agency: str, start: str = "06-05", end: str | None = None) -> None:
    fields: dict[str, Any] = {"agency": agency, "is_lead": False, "task": "CARE"}
    last = None if end is None else day(end)
    does(story, "CT-1", "RoleAssigned", "06-05", start=day(start), end=last, **fields)


def _born(story: Story, who: str, on: str) -> None:
    fields = {"person": who, "attribute": "BIRTH_DATE"}
    part = {(who, "IDENTITY"): {"value": on}}
    told: dict[str, Any] = fields
    story.tell("HOK-1", "AttributeAsserted", "06-01", people=[who], case=None, sealed=part, **told)


def _term(story: Story, name: str, when: str = "06-10") -> int:
    return item(story, at(when)).score.terms[name]


def test_an_issue_counts_once_whoever_has_it() -> None:
    story = begun()
    _issue(story, "P1", "DEBT")
    _issue(story, "P1", "ELDERCARE")
    one = item(story, at("06-10"))
    assert (one.score.terms["I"], one.issues) == (2, ("DEBT", "ELDERCARE"))
    assert set(one.term_events["I"]) == {*ids_of(story.events[1], *story.events[3:])}


def test_an_issue_that_the_desk_may_not_see_does_not_count() -> None:
    story = begun()
    _issue(story, "P2", "DEBT")
    assert _term(story, "I") == 1
    consent(story, "C2", "P2", "06-09")
    assert (_term(story, "I", "06-08"), _term(story, "I")) == (1, 2)


def test_fields_are_those_of_requester_lead_existing_and_roles_each_once() -> None:
    story = begun(agency="JIR-1", existing_agencies=["HOK-1", "HOK-2", "KOD-1"])
    assert _term(story, "F") == 3  # poverty, elder twice and by the lead, child
    _role(story, "SHO-1")
    _role(story, "SHO-2")
    one = item(story, at("06-10"))
    assert one.score.terms["F"] == 4
    assert set(one.term_events["F"]) == {*ids_of(*story.events[1:])}


def test_the_lead_alone_adds_its_field() -> None:
    story = begun(agency="JIR-1")
    assert _term(story, "F") == 2
    assert _term(begun(), "F") == 1


def test_who_has_no_field_and_who_was_consented_to_adds_none() -> None:
    story = begun(existing_agencies=["OR-1", "MU-1", "SCHOOL-1"])
    _issue(story, "P1", "DEBT")
    assert _term(story, "F") == 1


def test_a_role_counts_through_its_last_day() -> None:
    story = begun()
    _role(story, "SHO-1", end="06-09")
    assert (_term(story, "F", "06-09 23:00"), _term(story, "F", "06-10")) == (2, 1)


@pytest.mark.parametrize(
    ("when", "waited"),
    [
        ("06-03 23:59", 0),
        ("06-04 00:00", 1),
        ("06-05", 2),
        ("06-07", 2),
        ("06-08", 3),
        ("06-24", 15),
        ("07-20", 32),  # 海の日
    ],
)
def test_waiting_is_the_business_days_since_the_day_of_the_request(when: str, waited: int) -> None:
    one = item(begun(), at(when))
    assert one.score.terms["W"] == waited
    assert one.score.points["W"] == min(waited, 20)


@pytest.mark.parametrize(
    ("born", "minor"),
    [("2008-06-10", 0), ("2008-06-11", 1), ("2025-01-01", 1), ("1944-01-01", 0), ("不明", 0)],
)
def test_a_minor_is_under_eighteen_on_the_day(born: str, minor: int) -> None:
    story = begun()
    _born(story, "P1", born)
    one = item(story, at("06-10"))
    assert one.score.terms["M"] == minor
    assert ("M" in one.term_events) is bool(minor)


def test_two_minors_count_as_one() -> None:
    story = begun()
    consent(story, "C2", "P2")
    story.household("H", P1="HEAD", P2="CHILD")
    _born(story, "P1", "2010-01-01")
    _born(story, "P2", "2025-01-01")
    assert _term(story, "M") == 1


def test_a_decline_counts_until_it_is_sent_on() -> None:
    story = begun()
    _sends(story, "ReferralSent")
    assert _term(story, "D", "06-04 12:00") == 0
    _declined(story)
    assert _term(story, "D") == 1
    _sends(story, "ReferralRerouted", "06-11", referral_id="F2", parent_id="F1", to_agency="SHO-1")
    assert (_term(story, "D", "06-10"), _term(story, "D", "06-12")) == (1, 0)


def test_no_lead_counts_once_the_leads_role_ended() -> None:
    story = begun()
    assert _term(story, "L") == 0
    fields: dict[str, Any] = {"agency": "HOK-1", "task": None, "end": day("06-08")}
    does(story, "CT-1", "RoleEnded", "06-08", **fields)
    assert (_term(story, "L", "06-07"), _term(story, "L")) == (0, 1)


def _s1() -> Story:
    story = Story()
    consent(story)
    story.opened(issues=["ELDERCARE", "HEALTH_DISABILITY", "FAMILY_REL"])
    asks(story)
    does(story, "CT-1", "CoordinationTriaged", "06-05", outcome="ACCEPT", lead_agency="HOK-1")
    return story


def _son_consents(story: Story) -> None:
    consent(story, "C2", "P2", "06-24")
    for issue in ("HIKIKOMORI_TRUANCY", "INCOME"):
        _issue(story, "P2", issue, "06-24")


def _due(story: Story, when: str) -> dict[str, int]:
    return {clock.clock: clock.due for clock in item(story, at(when)).clocks}


def test_s1_scores_as_the_scenario_says() -> None:
    story = _s1()
    first = item(story, at("06-03"))
    assert (first.score.total, first.band) == (20, "P4")
    _son_consents(story)
    later = item(story, at("06-24"))
    assert (later.score.total, later.band) == (45, "P3")
    assert later.score.points == {"I": 25, "F": 5, "W": 15, "M": 0, "L": 0, "D": 0}


def test_before_its_triage_only_the_triage_is_due() -> None:
    one = item(_s1(), at("06-04"))
    assert [(c.clock, c.due, c.met_at) for c in one.clocks] == [
        ("TRIAGE", to_micros(at("06-08 17:15")), None)
    ]
    (triage, *_) = item(_s1(), at("06-05 12:00")).clocks
    assert triage.met_at == to_micros(at("06-05"))


def test_assessment_and_plan_are_due_from_the_later_of_acceptance_and_last_consent() -> None:
    story = _s1()
    assert _due(story, "06-10")["ASSESSMENT"] == to_micros(at("06-19 17:15"))
    _son_consents(story)
    due = _due(story, "06-25")
    assert due["ASSESSMENT"] == to_micros(at("07-08 17:15"))
    assert due["PLAN_DRAFT"] == to_micros(at("07-23 17:15"))


def test_the_assessment_meets_its_clock() -> None:
    story = _s1()
    _son_consents(story)
    fields: dict[str, Any] = {"sheet_version": "1", "issues_by_person": [], "household_size": 2}
    done = story.tell(
        "CT-1", "AssessmentCompleted", "06-26", people=["P1"], envelope=BY_CONSENT, **fields
    )
    one = item(story, at("06-27"))
    clocks = {clock.clock: clock for clock in one.clocks}
    assert clocks["ASSESSMENT"].met_at == to_micros(at("06-26"))
    assert clocks["ASSESSMENT"].event_ids[1:] == ids_of(done)
    assert clocks["PLAN_DRAFT"].met_at is None
    assert (one.state, one.rank.due) == ("PLANNING", clocks["PLAN_DRAFT"].due)


def test_an_assessment_from_before_the_acceptance_does_not_count() -> None:
    story = Story()
    consent(story)
    story.opened()
    fields: dict[str, Any] = {"sheet_version": "1", "issues_by_person": [], "household_size": 1}
    story.tell("HOK-1", "AssessmentCompleted", "06-02", people=["P1"], **fields)
    asks(story)
    does(story, "CT-1", "CoordinationTriaged", "06-05", outcome="ACCEPT")
    clocks = {clock.clock: clock for clock in item(story, at("06-10")).clocks}
    assert clocks["ASSESSMENT"].met_at is None


def test_a_renewed_consent_starts_no_clock_anew() -> None:
    story = _s1()
    before = _due(story, "06-30")
    consent(story, "C3", "P1", "06-29")
    assert _due(story, "06-30") == before


@pytest.mark.parametrize(
    ("who", "more"),
    [("P9", {}), ("P2", {"agencies": ["HOK-1", "JIR-1"]})],
)
def test_the_consent_of_a_stranger_or_to_others_starts_none(
    who: str, more: dict[str, list[str]]
) -> None:
    story = _s1()
    story.tell("HOK-1", "IssueRecorded", "06-10", people=["P2"], person="P2", issue="INCOME")
    before = _due(story, "06-30")
    consent(story, "C2", who, "06-24", **more)
    assert _due(story, "06-30") == before


def test_each_clock_names_its_request_and_what_it_began_with() -> None:
    story = _s1()
    (triage, assessment, plan) = item(story, at("06-10")).clocks
    assert {triage.about, assessment.about, plan.about} == {text("R")}
    asked, accepted = story.events[2:4]
    assert triage.event_ids == ids_of(asked, accepted)
    assert assessment.event_ids == plan.event_ids == ids_of(accepted)
    assert uid("R") not in (asked.event_id, accepted.event_id)
