"""Ids, instants and days as a view spells them: the one spelling that its dump compares."""

from __future__ import annotations

from collections.abc import Iterable

from projections.stored_event import StoredEvent
from schemas.times import day_of, from_days, from_micros, to_days


def id_text(raw: bytes) -> str:
    """A UUID of 16 bytes in its canonical form (RFC 9562 section 4)."""
    text = raw.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def event_ids(events: Iterable[StoredEvent]) -> tuple[str, ...]:
    """The ids of these events, in their order."""
    return tuple(id_text(event.event_id) for event in events)


def instant_text(micros: int) -> str:
    """ISO 8601 in Japan time, such as ``2026-06-03T09:00:00+09:00``."""
    return from_micros(micros).isoformat()


def day_text(days: int | None) -> str:
    """ISO 8601, such as ``2026-06-03``; empty for None."""
    return "" if days is None else from_days(days).isoformat()


def occurred_on(event: StoredEvent) -> str:
    """The day in Japan on which it happened, as ``day_text``."""
    return day_text(to_days(day_of(event.envelope["occurred_at"])))
