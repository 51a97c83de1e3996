"""支援措置の期限: an address protection that ends soon, to the restricted role alone (V4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Final

from projections.household.text import day_text, id_text, instant_text
from projections.queue.board import Watched
from projections.stored_event import StoredEvent
from schemas.times import to_days

PROTECTION_ENDING: Final = "PROTECTION_ENDING"


def protections_ending(told: Iterable[StoredEvent], today: date, days: int) -> Iterator[Watched]:
    """The latest protection of each group of persons where it runs out within ``days`` and was
    not lifted; one that has run out is a matter of asking again, and stays for ``days`` more.
    ``told``: effective events by time. It names nobody: ``about`` is the event's id."""
    latest: dict[frozenset[bytes], StoredEvent] = {}
    for event in told:
        if event.name in ("AddressProtectionApplied", "AddressProtectionLifted"):
            latest[frozenset(event.body["persons"])] = event
    first, last = to_days(today - timedelta(days=days)), to_days(today + timedelta(days=days))
    for event in latest.values():
        if event.name == "AddressProtectionApplied" and first <= event.body["valid_until"] <= last:
            yield Watched(
                PROTECTION_ENDING,
                "",
                "",
                instant_text(event.envelope["occurred_at"]),
                about=id_text(event.event_id),
                due=day_text(event.body["valid_until"]),
            )
