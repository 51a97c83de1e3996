"""Whether a case is open, suspended or closed, dated by what happened, not by what arrived."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from projections.household.text import event_ids, instant_text
from projections.stored_event import StoredEvent, by_time
from schemas.times import day_of

OPEN = "OPEN"
CLOSED = "CLOSED"
_STATES = {"CaseClosed": CLOSED, "CaseSuspended": "SUSPENDED", "CaseReopened": OPEN}
CHANGES = frozenset(_STATES)
"""The events that change a case's state; a case without one is open."""


@dataclass(frozen=True, slots=True)
class CaseState:
    """``since`` is the instant of what brought the state about, as text."""

    state: str
    since: str
    after_closure: tuple[str, ...]


def case_state(events: Sequence[StoredEvent]) -> CaseState:
    """The state told by a case's effective events (at least one), in the order of ``by_time``.

    Only CaseReopened reopens: what occurred after a closing is listed (終結後活動) and changes
    nothing.
    """
    changes = [event for event in events if event.name in _STATES]
    latest = changes[-1] if changes else events[0]
    state = _STATES.get(latest.name, OPEN)
    later = (
        [e for e in events if e.name not in _STATES and _is_after(e, latest)]
        if state == CLOSED
        else []
    )
    return CaseState(state, instant_text(latest.envelope["occurred_at"]), event_ids(later))


def is_closed(story: Iterable[StoredEvent]) -> bool:
    """Whether a case is closed, by its own effective events in any order."""
    told = sorted(story, key=by_time)
    return bool(told) and case_state(told).state == CLOSED


def _is_after(event: StoredEvent, closing: StoredEvent) -> bool:
    """By the day, where one of the two is known only by its day."""
    one, other = event.envelope, closing.envelope
    if "DAY" in (one["occurred_precision"], other["occurred_precision"]):
        return day_of(one["occurred_at"]) > day_of(other["occurred_at"])
    after: bool = one["occurred_at"] > other["occurred_at"]
    return after
