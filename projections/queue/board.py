"""What else waits for an agency beside requests: flags, watch lists, tasks, alerts, alarms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from projections.household.referrals import referrals, untaken
from projections.household.text import id_text
from projections.household.view import Case, Flag
from projections.queue.clocks import Clock, due_after, flag_clock
from projections.queue.rules import Rules
from projections.stored_event import StoredEvent
from schemas.times import day_of, to_micros

UNPLACED: Final = "つなぎ先未定"
"""A referral that was declined or not answered, and not sent on."""

_LATE: Final = frozenset({"MONITORING_DUE", "EVALUATION_DUE", "SAFETY_CHECK", "FACT_CHECK"})
CLEARED: Final = "CLEARED"
CONSENT_REVIEW: Final = "CONSENT_REVIEW"
_VIOLENCE: Final = frozenset({"ABUSE_UNCONFIRMED", "DV_IMMEDIATE"})
_REVIEWED_BY: Final = frozenset({"MultilayerConferenceConvened", "SupportDecided"})


@dataclass(frozen=True, slots=True)
class FlagItem:
    """An urgency flag on its own: its case is on no desk's queue."""

    flag: Flag
    case_id: str
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Watched:
    """One row of a watch list, ids only; ``about``: what it is about where that is no referral;
    ``since`` and ``due`` in ISO 8601, ``due`` empty where nothing is."""

    list: str
    referral_id: str
    case_id: str
    since: str
    about: str = ""
    due: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """Something somebody must do. ``about``: the id of what it is about; ``due`` and ``met_at`` in
    microseconds, None where there is none; ``case_id``: of the plan that a consent review is of."""

    name: str
    about: str
    for_agency: str
    since: int
    due: int | None = None
    met_at: int | None = None
    case_id: str = ""


@dataclass(frozen=True, slots=True)
class Alarm:
    """A clock that ran out unmet."""

    clock: str
    about: str
    due: int


def flag_items(case: Case, rules: Rules) -> Iterator[FlagItem]:
    """The flags of a case that are not cleared."""
    for flag in case.flags:
        if flag.state != CLEARED:
            clock = flag_clock(flag, rules)
            yield FlagItem(flag, case.case_id, (clock,) if clock else ())


def of_violence(events: Iterable[StoredEvent]) -> tuple[frozenset[str], frozenset[str]]:
    """The flags about abuse or violence among those that these events raise, and of them the ones
    in the compartment of the abuse desk: these are its alone. Where the raising was corrected, any
    of its revisions counts."""
    raised = [event for event in events if event.name == "UrgencyFlagRaised"]
    guarded = frozenset(
        id_text(event.body["flag_id"])
        for event in raised
        if event.envelope["compartment"] == "ABUSE_DV"
    )
    said = frozenset(
        id_text(event.body["flag_id"])
        for event in raised
        if event.body["flag"] in _VIOLENCE or event.envelope["legal_basis"] == "ABUSE_DUTY"
    )
    return guarded | said, guarded


def unplaced(events: Sequence[StoredEvent], now: datetime, sender: str | None) -> list[Watched]:
    """つなぎ先未定: of one sender, or of all where ``sender`` is None; ``events`` are the effective
    ones that name a referral, by time."""
    found = referrals(events, now)
    cases = {
        id_text(event.body["referral_id"]): event.case_id
        for event in events
        if event.case_id is not None
    }
    return [
        Watched(UNPLACED, one.referral_id, _case(cases.get(one.referral_id)), one.since)
        for one in untaken(found)
        if sender in (None, one.from_agency)
    ]


def _case(case_id: bytes | None) -> str:
    return "" if case_id is None else id_text(case_id)


def consent_reviews(
    told: Sequence[StoredEvent], withdrawals: Iterable[StoredEvent], now: datetime, rules: Rules
) -> Iterator[Task]:
    """A consent was withdrawn while a plan on it runs: the plan is reviewed by a conference or a
    new decision. Shown until the end of the day on which that happened. ``told``: the effective
    events of the plan's case by time."""
    today = to_micros(now)
    decided = [e.envelope["occurred_at"] for e in told if e.name == "SupportDecided"]
    for event in withdrawals:
        since: int = event.body["effective_at"]
        if since > today or not any(at <= since for at in decided):
            continue
        met = next(
            (
                e.envelope["occurred_at"]
                for e in told
                if e.name in _REVIEWED_BY and since < e.envelope["occurred_at"] <= today
            ),
            None,
        )
        if met is None or day_of(met) == day_of(today):
            due = due_after(CONSENT_REVIEW, since, rules)
            yield Task(CONSENT_REVIEW, id_text(event.body["consent_id"]), "", since, due, met)


def watch_clocks(rows: Iterable[Watched]) -> Iterator[Clock]:
    """Of the rows those that somebody is late with, not merely near the end of something."""
    for row in rows:
        if row.list in _LATE and row.due:
            due = to_micros(datetime.fromisoformat(row.due))
            yield Clock(row.list, row.about, due, None, ())


def alarms(clocks: Iterable[Clock], now: datetime) -> list[Alarm]:
    """The clocks that ran out unmet, the earliest first."""
    instant = to_micros(now)
    late = {Alarm(c.clock, c.about, c.due) for c in clocks if c.late(instant)}
    return sorted(late, key=lambda alarm: (alarm.due, alarm.clock, alarm.about))
