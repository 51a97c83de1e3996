"""Where agencies name different leads of a case and none supersedes the other: all they state.

A later statement supersedes an earlier one. Two are equally late where they occurred at one
instant, or on one day of which one of them tells no more than the day. A lead role lasts until it
ends, so that of two running ones neither supersedes the other, unless the lead was changed by
other words in between. To open a case is no statement of who leads.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projections.household.lead import NAMED_IN, OPENERS, ends, is_over, leading, named_by
from projections.household.text import event_ids
from projections.household.view import Value
from projections.stored_event import StoredEvent
from schemas.times import day_of

ROLE = "RoleAssigned"


def lead_claims(events: Sequence[StoredEvent], today: int) -> tuple[Value, ...]:
    """The contradicting statements on ``today`` (days) among a case's effective events in the order
    of ``by_time``, in that order; none where at most one lead is stated."""
    source, agency = leading(events, today)
    if source is None or not agency or source.name in OPENERS:
        return ()
    claims = {event.event_id: event for event in _in_force(events, source, today)}
    if len({named_by(event, today) for event in claims.values()}) < 2:
        return ()
    return tuple(
        Value("lead", named_by(event, today), event.agency, event_ids([event]), needs_checking=True)
        for event in events
        if event.event_id in claims
    )


def _in_force(
    events: Sequence[StoredEvent], source: StoredEvent, today: int
) -> Iterator[StoredEvent]:
    """The statement that holds and what it does not supersede; of several equally late ones of an
    agency the last."""
    yield source
    equally_late: dict[str, StoredEvent] = {}
    roles: list[StoredEvent] = []
    for at, event in enumerate(events):
        if not (_names_like(event, source) and named_by(event, today)):
            continue
        running = _is_running(event, events[at + 1 :], today)
        if running and event.agency != source.agency and _are_equally_late(event, source):
            equally_late[event.agency] = event
        if event.name != ROLE:
            roles.clear()
        elif running:
            roles.append(event)
    yield from equally_late.values()
    if source.name == ROLE:
        yield from roles


def _is_running(event: StoredEvent, later: Sequence[StoredEvent], today: int) -> bool:
    if event.name == ROLE and is_over(event, today):
        return False
    named = named_by(event, today)
    return not any(e.name == "RoleEnded" and ends(e, event, named, today) for e in later)


def _names_like(event: StoredEvent, source: StoredEvent) -> bool:
    """A request names the lead only where nothing else does."""
    return event.name in NAMED_IN if source.name in NAMED_IN else event.name == source.name


def _are_equally_late(one: StoredEvent, other: StoredEvent) -> bool:
    first, second = one.envelope, other.envelope
    if "DAY" in (first["occurred_precision"], second["occurred_precision"]):
        return day_of(first["occurred_at"]) == day_of(second["occurred_at"])
    same: bool = first["occurred_at"] == second["occurred_at"]
    return same
