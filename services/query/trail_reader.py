"""Reads the trail's file in service."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from projections.stored_event import StoredEvent
from projections.trail.break_glass import BreakGlass, break_glasses, to_review
from projections.trail.keys import BREAK_GLASS, LINK, PERSON, USED, Key, type_key
from projections.trail.viewings import Viewed, viewings
from schemas.codec import Codec
from schemas.upcast import upcast
from services.views.numbering import source_and_sequence
from services.views.read_connections import ReadConnections

VIEW = "trail"


class TrailReader:
    """Audit events by key. Safe to use from several threads."""

    def __init__(self, folder: Path, codec: Codec) -> None:
        self._connections = ReadConnections(folder, VIEW)
        self._codec = codec

    def fetch(self, keys: Iterable[Key]) -> list[StoredEvent]:
        """Every event that has any of these keys, each once."""
        found: dict[int, StoredEvent] = {}
        with self._connections.reading() as connection:
            agencies = dict(connection.execute("SELECT n, agency FROM source").fetchall())
            for kind, identifier in keys:
                rows = connection.execute(
                    "SELECT n, value FROM trail_key JOIN trail USING (n) WHERE kind=? AND id=?",
                    (kind, identifier),
                )
                for number, value in rows:
                    source, sequence = source_and_sequence(number)
                    decoded = upcast(self._codec.decode_lenient(value))
                    event = StoredEvent(agencies[source], sequence, decoded.type, decoded.body)
                    found.setdefault(number, event)
        return list(found.values())

    def break_glass(self, break_glass_id: bytes) -> BreakGlass | None:
        """The use of that id, with its review; None while the trail does not know it."""
        events = self.fetch([(BREAK_GLASS, break_glass_id)])
        return next(iter(break_glasses(events)), None)

    def to_review(self) -> list[tuple[BreakGlass, StoredEvent]]:
        """Every break-glass that nobody has reviewed, with its event; oldest first."""
        used = {event.event_id: event for event in self.fetch([type_key(USED)])}
        keys = [(BREAK_GLASS, event.body["break_glass_id"]) for event in used.values()]
        return [(each, used[each.event_id]) for each in to_review(self.fetch(keys))]

    def viewings_of(self, persons: Iterable[bytes]) -> tuple[Viewed, ...]:
        """Every viewing and denial that names any of these persons, in the order of time."""
        return viewings(self.fetch([(PERSON, person) for person in persons]))

    def viewings_through(self, link_id: bytes) -> tuple[Viewed, ...]:
        """Every viewing that rested on a link, in the order of time."""
        return viewings(self.fetch([(LINK, link_id)]))
