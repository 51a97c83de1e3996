"""The plan: the newest version, from draft to decision and after."""

from __future__ import annotations

from projections.household.view import Plan
from projections.stored_event import StoredEvent
from tests.unit.projections.household.story import Story, day, ids_of, text, uid


def _drafted(
    story: Story, when: str = "07-01", version: int = 1, epoch: int = 1, case: str = "case"
) -> StoredEvent:
    return story.tell(
        "CT-1",
        "PlanDrafted",
        when,
        case=case,
        people=["P1", "P2"],
        plan_id=f"plan of {case}",
        plan_version=version,
        period_end=day("2026-12-31"),
        subject_consents=[
            {"person": uid("P1"), "consent_id": uid("C1")},
            {"person": uid("P2"), "consent_id": uid("C2")},
        ],
        sealed={
            ("P1", "PLAN"): {
                "goals": [{"no": 2, "text": "外出"}, {"no": 1, "text": "家計"}],
                "persons_wish": "家にいたい",
                "epoch": epoch,
            }
        },
    )


def _agreed(story: Story, who: str, version: int = 1) -> None:
    story.tell(
        "CT-1",
        "PlanAgreed",
        "07-02",
        plan_id="plan of case",
        plan_version=version,
        person=who,
        method="WRITTEN",
    )


def _convened(
    story: Story, result: str, when: str = "07-08", case: str = "case", plans: int = 1
) -> StoredEvent:
    return story.tell(
        "CT-1",
        "MultilayerConferenceConvened",
        when,
        case=case,
        conference_id=f"M {when}",
        plan_ids=["plan of case", "plan of other"][:plans],
        attendees=["CT-1"],
        agenda=["PLAN_REVIEW"],
        result=result,
    )


def _decided(story: Story, when: str = "07-09", version: int | None = None) -> StoredEvent:
    return story.tell(
        "MU-1",
        "SupportDecided",
        when,
        people=["P1"],
        plan_id="plan of case",
        plan_version=version,
        decision_date=day(when),
        decision_no="8福第1号",
    )


def _plan(story: Story) -> Plan:
    plan = story.case().plan
    assert plan is not None
    return plan


def test_a_case_without_a_plan_shows_none() -> None:
    story = Story()
    story.opened()
    assert story.case().plan is None


def test_a_draft_shows_its_goals_and_the_persons_wish_with_their_source() -> None:
    story = Story()
    draft = _drafted(story)
    plan = _plan(story)
    assert (plan.plan_id, plan.version, plan.state) == (text("plan of case"), 1, "DRAFTED")
    assert plan.period_end == "2026-12-31"
    assert [(g.field, g.value) for g in plan.goals] == [
        ("goal 1", "家計"),
        ("goal 2", "外出"),
        ("persons_wish", "家にいたい"),
    ]
    assert {g.event_ids for g in plan.goals} == {ids_of(draft)}


def test_a_destroyed_key_leaves_the_goals_redacted() -> None:
    story = Story()
    _drafted(story, epoch=0)
    (goals,) = _plan(story).goals
    assert (goals.field, goals.value, goals.redacted) == ("goals", "Redacted", True)


def test_a_plan_is_agreed_when_everyone_it_is_for_has_agreed() -> None:
    story = Story()
    _drafted(story)
    _agreed(story, "P1")
    assert _plan(story).state == "DRAFTED"
    _agreed(story, "P2")
    assert _plan(story).state == "AGREED"


def test_a_plan_goes_from_review_to_decision() -> None:
    story = Story()
    _drafted(story)
    _convened(story, "REVISE", "07-07")
    assert _plan(story).state == "REVISE"
    _convened(story, "ADEQUATE")
    assert _plan(story).state == "REVIEWED"
    decided = _decided(story)
    assert (_plan(story).state, _plan(story).decision_no) == ("DECIDED", "8福第1号")
    assert ids_of(decided)[0] in _plan(story).event_ids


def test_a_new_version_starts_over_and_keeps_the_old_decision_out() -> None:
    story = Story()
    _drafted(story)
    _decided(story)
    _drafted(story, "07-22", version=2)
    assert (_plan(story).version, _plan(story).state) == (2, "DRAFTED")
    assert _plan(story).decision_no == ""
    _decided(story, "07-24", version=2)
    assert _plan(story).state == "DECIDED"


def test_monitoring_after_the_decision_says_how_it_goes_on() -> None:
    story = Story()
    _drafted(story)
    _decided(story)
    for when, outcome, state in (
        ("07-20", "CONTINUE", "DECIDED"),
        ("07-21", "REPLAN", "REPLAN"),
        ("07-22", "CLOSE", "CLOSED"),
    ):
        story.tell(
            "CT-1",
            "MonitoringRecorded",
            when,
            plan_id="plan of case",
            goal_results=[],
            outcome=outcome,
        )
        assert _plan(story).state == state


def test_a_decision_that_arrives_before_the_draft_is_pending_and_needs_checking() -> None:
    story = Story()
    decided = _decided(story)
    plan = _plan(story)
    assert (plan.state, plan.decision_no, plan.version) == ("PENDING_PARENT", "8福第1号", 0)
    assert ids_of(decided)[0] in story.view().needs_checking


def test_one_sitting_reviews_the_plans_of_several_cases() -> None:
    story = Story()
    _drafted(story)
    story.opened("SHO-1", case="other", envelope={"person_refs": [uid("P9")]})
    sitting = _convened(story, "ADEQUATE", case="other", plans=2)
    assert _plan(story).state == "REVIEWED"
    assert ids_of(sitting)[0] in [entry.event_id for entry in story.view().timeline]
