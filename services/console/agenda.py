"""議題: what today's queue brings before a multilayer conference."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from protos.enishi.v1 import query_pb2

PLANS = "plans"
REQUESTS = "new_requests"
REVIEWS = "reviews"
OTHERS = "others"
_CONSENT_REVIEW = "CONSENT_REVIEW"
_REVIEWS_DUE = frozenset({"MONITORING_DUE", "EVALUATION_DUE"})

_WORK = frozenset({"ASSESSMENT", "PLAN_DRAFT"})
"""Clocks of the team's own work; a first response is not left to a conference."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One case on the agenda; the name is empty where the board tells none. ``why``: the state of
    its request, what is to be reviewed, or the clock that ran out; ``due``: when the next limit
    ends or ended, empty where none runs."""

    case_id: str
    name: str
    band: str
    why: str
    due: str
    late: bool


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the agenda, in the order of the queue. ``chosen``: it is on it unless somebody
    takes it off."""

    name: str
    entries: tuple[Entry, ...]
    chosen: bool


def agenda(boards: Sequence[query_pb2.QueueBoard], now: datetime) -> tuple[Part, ...]:
    """Plans that wait for a conference, new requests, reviews and work that is late, then whatever
    else is in hand; each case once, where it stands first."""
    items = [item for board in boards for item in board.items]
    # Beside the requests every page of the board says the same.
    first = boards[0] if boards else query_pb2.QueueBoard()
    parts: list[Part] = []
    taken: set[str] = set()
    for name, found, chosen in (
        (PLANS, _in(items, {"AWAITING_CONFERENCE"}, now), True),
        (REQUESTS, _in(items, {"REQUESTED"}, now), False),
        (REVIEWS, [*_reviews(first, now), *_late(items, now)], True),
        (OTHERS, _in(items, {"ACCEPTED", "PLANNING"}, now), False),
    ):
        entries: dict[str, Entry] = {}
        for entry in found:
            if entry.case_id not in taken:
                entries.setdefault(entry.case_id, entry)
        taken |= entries.keys()
        parts.append(Part(name, tuple(entries.values()), chosen))
    return tuple(parts)


def _in(
    items: Iterable[query_pb2.QueueItem], states: Collection[str], now: datetime
) -> list[Entry]:
    return [
        Entry(item.case_id, item.name, item.band, item.state, item.due, _is_over(item.due, now))
        for item in items
        if item.state in states
    ]


def _reviews(board: query_pb2.QueueBoard, now: datetime) -> list[Entry]:
    """A consent was withdrawn under a plan, which the conference then reviews; a plan whose
    monitoring or evaluation is due."""
    withdrawn = [
        Entry(alert.case_id, "", "", alert.alert, alert.due, _is_over(alert.due, now))
        for alert in board.alerts
        if alert.alert == _CONSENT_REVIEW and alert.case_id and not alert.met_at
    ]
    due = [
        Entry(row.case_id, "", "", row.list, row.due, _is_over(row.due, now))
        for row in board.watch
        if row.list in _REVIEWS_DUE
    ]
    return [*withdrawn, *due]


def _late(items: Iterable[query_pb2.QueueItem], now: datetime) -> list[Entry]:
    return [
        Entry(item.case_id, item.name, item.band, clock.clock, clock.due, late=True)
        for item in items
        for clock in item.clocks
        if clock.clock in _WORK and not clock.met_at and _is_over(clock.due, now)
    ]


def _is_over(due: str, now: datetime) -> bool:
    return bool(due) and datetime.fromisoformat(due) < now
