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
from schemas.uuids import uuid_text
from services.projector.household_store import HouseholdStore
from services.query.view_reader import VIEW, ViewReader
from services.views.current import current_file
from services.views.dead_letters import dead_letters, remove_dead_letter, write_dead_letters
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

    def follow(self, agencies: Iterable[str]) -> None:
        """Know these sources, of which nothing has come yet."""
        for agency in agencies:
            self._sources.add(agency_topic(MUNICIPALITY, agency))
        self.commit()

    def set_aside(self, event: StoredEvent, said: str) -> None:
        """The record could not be applied; its header names this type."""
        row = (event.agency, event.sequence, *_mark(event, said), "MALFORMED", b"")
        with self._file.transaction() as connection:
            write_dead_letters(connection, [row])

    def resolve(self, event: StoredEvent, *, apply: bool) -> None:
        """What was set aside is applied after all, or dropped; one commit."""
        source = self._sources.by_topic[agency_topic(MUNICIPALITY, event.agency)]
        if apply:
            self._store.take(source, event.sequence, event, self._record(event))
        with self._file.transaction() as connection:
            self._store.write(connection)
            for letter in dead_letters(connection):
                if (letter.agency, letter.sequence) == (event.agency, event.sequence):
                    remove_dead_letter(connection, letter.number)
        self._store.clear()

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


def _mark(event: StoredEvent, said: str) -> tuple[bytes, str, str | None]:
    """What the headers of its record say."""
    subject = None if event.case_id is None else uuid_text(event.case_id)
    return event.event_id, f"jp.enishi.{said}.v1", subject
