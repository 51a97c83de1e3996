"""支援経過: one line per SupportProvided, such as ``2026-06-02 COUNSEL PHONE 30 min``."""

from __future__ import annotations

from collections.abc import Iterable

from projections.household.text import event_ids, occurred_on
from projections.household.view import Value
from projections.revisions import Slot, slot_of
from projections.stored_event import StoredEvent, by_time


def contacts(
    effective: Iterable[StoredEvent], conflicted: Iterable[StoredEvent]
) -> tuple[Value, ...]:
    """The contacts of a case by time.

    Payloads in conflict are one contact without content that shows 要確認 until a higher revision
    arrives (I8).
    """
    lines: dict[Slot, list[StoredEvent]] = {}
    for event in (*effective, *conflicted):
        if event.name == "SupportProvided":
            lines.setdefault(slot_of(event), []).append(event)
    ordered = sorted(
        (sorted(sources, key=by_time) for sources in lines.values()),
        key=lambda sources: by_time(sources[0]),
    )
    return tuple(_line(sources) for sources in ordered)


def _line(sources: list[StoredEvent]) -> Value:
    first = sources[0]
    if len(sources) > 1:
        return Value("contact", "", first.agency, event_ids(sources), needs_checking=True)
    body = first.body
    day = occurred_on(first)
    text = f"{day} {body['service_code']} {body['contact']} {body['minutes']} min"
    return Value("contact", text, first.agency, event_ids(sources))
