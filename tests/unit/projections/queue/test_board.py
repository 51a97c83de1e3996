"""What waits beside requests: flags, referrals without a place, reviews, alarms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from projections.queue.board import (
    Alarm,
    Task,
    Watched,
    alarms,
    consent_reviews,
    flag_items,
    unplaced,
)
from projections.queue.clocks import Clock
from projections.queue.rules import rules
from projections.revisions import settle
from projections.sources import LastHeard, evaluated_at
from projections.stored_event import StoredEvent
from schemas.times import to_micros
from tests.unit.projections.household.story import LATER, Story, at, day, text

RULES = rules()
HOLD = timedelta(seconds=RULES.catch_up_seconds)
SECOND = timedelta(seconds=1)


def _sent(story: Story, agency: str = "SHO-1", referral: str = "F1", **more: Any) -> None:
    fields: dict[str, Any] = {
        "referral_id": referral,
        "to_agency": "HOK-1",
        "field_codes": ["ISSUES"],
        "respond_by": day("06-08"),
    }
    story.tell(agency, "ReferralSent", "06-01", people=["P1"], **(fields | more))


def _declined(story: Story, when: str = "06-02") -> None:
    story.tell("HOK-1", "ReferralDeclined", when, referral_id="F1", reason="CAPACITY")


def _rerouted(story: Story, when: str = "06-04") -> None:
    fields: dict[str, Any] = {
        "referral_id": "F2",
        "parent_id": "F1",
        "to_agency": "JIR-1",
        "field_codes": ["ISSUES"],
        "respond_by": day("06-11"),
    }
    story.tell("SHO-1", "ReferralRerouted", when, people=["P1"], **fields)


def _unplaced(story: Story, when: str, sender: str | None = None) -> list[Watched]:
    now = at(when)
    past = [e for e in story.events if e.envelope["occurred_at"] <= to_micros(now)]
    return unplaced(settle(past).effective, now, sender)


def _named(found: Sequence[Watched]) -> list[str]:
    return [one.referral_id for one in found]


def test_a_declined_referral_has_no_place_until_it_is_sent_on() -> None:
    story = Story()
    _sent(story)
    _declined(story)
    _rerouted(story)
    assert _unplaced(story, "06-01 12:00") == []
    since = "2026-06-02T09:00:00+09:00"
    assert _unplaced(story, "06-03") == [Watched("つなぎ先未定", text("F1"), text("case"), since)]
    assert _unplaced(story, "06-04 12:00") == []


def test_one_not_answered_has_no_place_from_the_day_after() -> None:
    story = Story()
    _sent(story)
    assert _unplaced(story, "06-08 23:59") == []
    since = "2026-06-09T00:00:00+09:00"
    assert [(w.referral_id, w.since) for w in _unplaced(story, "06-09 00:00")] == [
        (text("F1"), since)
    ]


def test_one_sent_on_that_lapses_itself_is_the_one_without_a_place() -> None:
    story = Story()
    _sent(story)
    _declined(story)
    _rerouted(story)
    assert _named(_unplaced(story, "06-12")) == [text("F2")]


@pytest.mark.parametrize("answer", ["ReferralAccepted", "ReferralWithdrawn"])
def test_one_accepted_or_withdrawn_is_not_waited_for(answer: str) -> None:
    story = Story()
    _sent(story)
    agency = "HOK-1" if answer == "ReferralAccepted" else "SHO-1"
    story.tell(agency, answer, "06-03", referral_id="F1")
    assert _unplaced(story, "06-12") == []


def test_each_sender_sees_its_own_and_the_municipality_all() -> None:
    story = Story()
    _sent(story)
    _sent(story, "KOD-1", "F3")
    assert _named(_unplaced(story, "06-12", "SHO-1")) == [text("F1")]
    assert _named(_unplaced(story, "06-12", "KOD-1")) == [text("F3")]
    assert _unplaced(story, "06-12", "HOK-1") == []
    assert sorted(_named(_unplaced(story, "06-12"))) == sorted([text("F1"), text("F3")])


def test_a_referral_outside_any_case_has_none() -> None:
    story = Story()
    fields: dict[str, Any] = {"referral_id": "F1", "to_agency": "HOK-1", "field_codes": ["ISSUES"]}
    respond_by = day("06-08")
    story.tell("SHO-1", "ReferralSent", "06-01", case=None, respond_by=respond_by, **fields)
    assert [watched.case_id for watched in _unplaced(story, "06-12")] == [""]


def _decided(story: Story, when: str) -> None:
    fields: dict[str, Any] = {"plan_id": "PL", "decision_date": day("06-01"), "decision_no": "1"}
    story.tell("MU-1", "SupportDecided", when, people=["P1"], **fields)


def _convened(story: Story, when: str) -> None:
    fields: dict[str, Any] = {"conference_id": "M", "attendees": ["CT-1"], "agenda": []}
    plans = ["PL"]
    story.tell(
        "CT-1",
        "MultilayerConferenceConvened",
        when,
        plan_ids=plans,
        result="REVISE",
        **fields,
    )


def _withdrawn(story: Story, when: str = "06-10", effective: str | None = None) -> None:
    fields: dict[str, Any] = {"consent_id": "C1", "person": "P1"}
    from_ = to_micros(at(effective or when))
    story.tell("HOK-1", "ConsentWithdrawn", when, people=["P1"], effective_at=from_, **fields)


def _reviews(story: Story, when: str) -> list[Task]:
    events = settle(story.events).effective
    told = [e for e in events if e.name != "ConsentWithdrawn"]
    withdrawals = [e for e in events if e.name == "ConsentWithdrawn"]
    return list(consent_reviews(told, withdrawals, at(when), RULES))


def _review(met: str | None = None) -> Task:
    due, met_at = to_micros(at("06-24 17:15")), to_micros(at(met)) if met else None
    return Task("CONSENT_REVIEW", text("C1"), "", to_micros(at("06-10")), due, met_at)


def test_a_withdrawal_under_a_decided_plan_is_reviewed_in_ten_business_days() -> None:
    story = Story()
    _decided(story, "06-05")
    _withdrawn(story)
    assert _reviews(story, "06-10 08:59") == []
    assert _reviews(story, "06-10") == [_review()]
    assert _reviews(story, "08-01") == [_review()]


@pytest.mark.parametrize("decided", [None, "06-11"])
def test_where_nothing_was_decided_before_there_is_nothing_to_review(decided: str | None) -> None:
    story = Story()
    if decided:
        _decided(story, decided)
    _withdrawn(story)
    assert _reviews(story, "06-12") == []


def test_a_withdrawal_counts_from_when_it_takes_effect() -> None:
    story = Story()
    _decided(story, "06-05")
    _withdrawn(story, "06-08", effective="06-10")
    assert _reviews(story, "06-09") == []
    assert _reviews(story, "06-10") == [_review()]


@pytest.mark.parametrize("by", [_convened, _decided])
def test_a_conference_or_a_new_decision_meets_it_and_it_is_gone_the_day_after(by: Any) -> None:
    story = Story()
    _decided(story, "06-05")
    _withdrawn(story)
    by(story, "06-15 14:00")
    assert _reviews(story, "06-15 13:59") == [_review()]
    assert _reviews(story, "06-15 14:00") == [_review("06-15 14:00")]
    assert _reviews(story, "06-15 23:59") == [_review("06-15 14:00")]
    assert _reviews(story, "06-16 00:00") == []


def test_what_was_decided_before_the_withdrawal_reviews_nothing() -> None:
    story = Story()
    _decided(story, "06-05")
    _convened(story, "06-10 08:00")
    _withdrawn(story)
    assert _reviews(story, "06-11") == [_review()]


def _clock(name: str, about: str, due: str, met: bool = False) -> Clock:
    return Clock(name, about, to_micros(at(due)), to_micros(at("06-01")) if met else None, ("E",))


def test_alarms_are_the_clocks_that_ran_out_unmet_the_earliest_first() -> None:
    late = [
        _clock("TRIAGE", "R1", "06-03"),
        _clock("P1_RESPONSE", "F1", "06-04"),
        _clock("TRIAGE", "R0", "06-04"),
        _clock("TRIAGE", "R2", "06-04"),
    ]
    expected = [Alarm(c.clock, c.about, c.due) for c in late]
    others = [_clock("TRIAGE", "R3", "06-02", met=True), _clock("TRIAGE", "R4", "06-10")]
    for order in permutations(late):
        assert alarms([*order, *others, late[0]], at("06-10")) == expected


def test_a_clock_gives_no_alarm_at_its_due_instant() -> None:
    clock = _clock("TRIAGE", "R1", "06-03")
    assert alarms([clock], at("06-03")) == []
    assert len(alarms([clock], at("06-03") + SECOND)) == 1


def _raise(story: Story, flag: str, name: str) -> StoredEvent:
    return story.tell(
        "HOK-1", "UrgencyFlagRaised", "06-02", people=["P1"], flag_id=flag, flag=name, person="P1"
    )


def test_flags_wait_on_their_own_until_cleared_each_with_its_clock() -> None:
    story = Story()
    story.opened()
    _raise(story, "F1", "LIFE_DANGER")
    _raise(story, "F2", "LIFELINE_STOPPED")
    story.tell("HOK-1", "UrgencyFlagCleared", "06-03", flag_id="F2", reason="FALSE_ALARM")
    story.tell("HOK-1", "UrgencyFlagResponded", "06-03", flag_id="F3", response="VISIT")
    known, early = flag_items(story.case(LATER), RULES)
    assert (known.flag.flag_id, known.case_id) == (text("F1"), text("case"))
    assert [(c.clock, c.due) for c in known.clocks] == [("P1_RESPONSE", to_micros(at("06-03")))]
    assert (early.flag.flag_id, early.clocks) == (text("F3"), ())


def _heard(in_step: str | None, any_event: str | None, agency: str = "HOK-1") -> LastHeard:
    return LastHeard(
        agency,
        None if in_step is None else at(in_step),
        None if any_event is None else at(any_event),
    )


def _evaluated(now: datetime, *heard: LastHeard) -> datetime | None:
    return evaluated_at(heard, now, HOLD)


def test_alarms_are_judged_until_the_latest_sign_of_being_in_step() -> None:
    heard = [_heard("06-09 11:50", "06-09 11:59"), _heard("06-09 11:55", None, "JIR-1")]
    for order in permutations(heard):
        assert _evaluated(at("06-09 12:00"), *order) == at("06-09 11:55")


def test_while_a_backlog_arrives_nothing_is_judged_and_then_it_is_again() -> None:
    backlog = _heard("06-09 08:00", "06-09 12:00")
    other = _heard("06-09 11:55", None, "JIR-1")
    assert _evaluated(at("06-09 12:00"), backlog, other) is None
    assert _evaluated(at("06-09 12:00") + HOLD - SECOND, other, backlog) is None
    assert _evaluated(at("06-09 12:00") + HOLD, backlog, other) == at("06-09 11:55")
    assert _evaluated(at("06-09 12:00") + HOLD, backlog) == at("06-09 08:00")


def test_catching_up_ends_the_backlog_at_once() -> None:
    caught_up = _heard("06-09 12:00:30", "06-09 12:00")
    assert _evaluated(at("06-09 12:00:31"), caught_up) == at("06-09 12:00:30")


def test_an_event_within_the_hour_is_no_backlog() -> None:
    heard = _heard("06-09 11:00", "06-09 12:00")
    assert _evaluated(at("06-09 12:00"), heard) is None
    within = _heard("06-09 11:00:01", "06-09 12:00")
    assert _evaluated(at("06-09 12:00"), within) == at("06-09 11:00:01")


def test_where_no_source_says_that_it_is_in_step_nothing_is_judged_until() -> None:
    assert _evaluated(at("06-09"), _heard(None, "06-08"), _heard(None, None, "JIR-1")) is None
    assert _evaluated(at("06-09")) is None
