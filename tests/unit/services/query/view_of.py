"""The household view's file, made of events told in a test, without a log."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from projections.revisions import Slot, slot_of
from projections.stored_event import StoredEvent
from schemas.codec import codec
from schemas.framing import CONFLICT_HEADER
from schemas.record import SEQUENCE_HEADER, LogRecord, sorted_headers
from schemas.topics import agency_topic
from services.projector.household_store import HouseholdStore
from services.query.view_reader import VIEW, ViewReader
from services.views.current import current_file
from services.views.sources import Sources
from services.views.view_file import ViewFile
from tests.samples import MUNICIPALITY


class ViewOf:
    """A view that grows by what it is told; closed by its owner."""

    def __init__(self, folder: Path) -> None:
        self.reader = ViewReader(folder, codec())
        self._store = HouseholdStore()
        self._file = ViewFile(current_file(folder, VIEW), self._store.tables)
        self._store.open(self._file.connection)
        self._sources = Sources(self._file.connection)
        self._sent: dict[tuple[Slot, int], int] = {}

    def add(self, events: Iterable[StoredEvent]) -> None:
        """Take these events in, each agency's in the order of its sequence."""
        for event in sorted(events, key=lambda event: (event.agency, event.sequence)):
            topic = agency_topic(MUNICIPALITY, event.agency)
            self._sources.add(topic)
            source = self._sources.by_topic[topic]
            source.sequence = event.sequence
            self._store.take(source, event.sequence, event, self._record(event))
        self.commit()

    def commit(self) -> None:
        """Write what was taken in, and how far each source was read."""
        with self._file.transaction() as connection:
            self._store.write(connection)
            self._sources.write()
        self._store.clear()

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _record(self, event: StoredEvent) -> LogRecord:
        headers = [(SEQUENCE_HEADER, str(event.sequence).encode())]
        sent = slot_of(event), event.envelope["source_revision"]
        first = self._sent.setdefault(sent, event.sequence)
        if first < event.sequence:
            headers.append((CONFLICT_HEADER, str(first).encode()))
        value = codec().encode(event.type, event.body)
        return LogRecord(b"", sorted_headers(headers), value)
