"""Which revision of a source record counts (I8): a function of the set, not of arrival.

Among the events of one (agency, source system, source record, event type) the highest revision
replaces the others and erases none. Where that revision was sent with two payloads, the adapter
keeps both as two events and neither is trusted until a higher revision arrives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.stored_event import StoredEvent, by_time

Slot = tuple[str, str, str, str]
"""Agency, source system, source record, event type."""


@dataclass(frozen=True, slots=True)
class Settled:
    """Every event is in exactly one of the three, each in the order of ``by_time``."""

    effective: tuple[StoredEvent, ...]
    superseded: tuple[StoredEvent, ...]
    conflicted: tuple[StoredEvent, ...]


def slot_of(event: StoredEvent) -> Slot:
    """What revisions of one statement have in common."""
    envelope = event.body["envelope"]
    return (
        event.agency,
        envelope["source_system_id"],
        envelope["source_record_id"],
        event.type.name,
    )


def settle(events: Iterable[StoredEvent]) -> Settled:
    """Sort the events into those that count, those replaced and those in conflict.

    The same record given twice (equal agency and sequence) counts once.
    """
    slots: dict[Slot, dict[bytes, StoredEvent]] = {}
    for event in events:
        slots.setdefault(slot_of(event), {})[event.event_id] = event
    effective: list[StoredEvent] = []
    superseded: list[StoredEvent] = []
    conflicted: list[StoredEvent] = []
    for revisions in slots.values():
        top = max(event.envelope["source_revision"] for event in revisions.values())
        highest = [e for e in revisions.values() if e.envelope["source_revision"] == top]
        (effective if len(highest) == 1 else conflicted).extend(highest)
        superseded.extend(e for e in revisions.values() if e.envelope["source_revision"] < top)
    return Settled(
        tuple(sorted(effective, key=by_time)),
        tuple(sorted(superseded, key=by_time)),
        tuple(sorted(conflicted, key=by_time)),
    )
