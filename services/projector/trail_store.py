"""The trail's file: one row per audit event, and the rows by which readers find it."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator

from projections.stored_event import StoredEvent
from projections.trail.keys import KIND_NAMES, TRAIL, keys_of
from schemas.codes import agency_code
from schemas.record import LogRecord
from schemas.topics import parse_agency_topic
from services.projector.dump import dead_letter_lines, dump_line
from services.views.numbering import event_number, source_and_sequence
from services.views.sources import Source

TABLES = """
CREATE TABLE IF NOT EXISTS trail (
    n INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS trail_by_id ON trail (event_id);
CREATE TABLE IF NOT EXISTS trail_key (
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (kind, id, n)
) WITHOUT ROWID;
"""


def follows(topic: str) -> bool:
    """The trail reads the backbone's own stream alone: nobody else's viewings are any."""
    parsed = parse_agency_topic(topic)
    return parsed is not None and agency_code(parsed[1]) == "SYS"


class TrailStore:
    """Writes the trail."""

    tables = TABLES
    interest: frozenset[str] | None = TRAIL
    compartments: frozenset[str] = frozenset()

    def __init__(self) -> None:
        self._connection: sqlite3.Connection | None = None
        self._events: dict[int, tuple[bytes, bytes]] = {}
        self._keys: list[tuple[int, bytes, int]] = []

    def open(self, connection: sqlite3.Connection) -> None:
        """Begin with this file."""
        self._connection = connection

    def take(self, source: Source, sequence: int, event: StoredEvent, record: LogRecord) -> None:
        """Take one event into the batch."""
        number = event_number(source.n, sequence)
        keys = [(kind, identifier, number) for kind, identifier in keys_of(event)]
        self._events[number] = event.event_id, record.value
        self._keys += keys

    def value_at(self, source: Source, sequence: int) -> bytes | None:
        """The value of an event it holds, from this batch or from the file."""
        number = event_number(source.n, sequence)
        if number in self._events:
            return self._events[number][1]
        if self._connection is None:
            raise RuntimeError("the store was not opened")
        row = self._connection.execute("SELECT value FROM trail WHERE n=?", (number,)).fetchone()
        return row[0] if row else None

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the batch; part of the caller's transaction."""
        rows = [(number, *event) for number, event in self._events.items()]
        connection.executemany("INSERT INTO trail VALUES (?,?,?)", rows)
        # In key order: each page of the index is visited once.
        self._keys.sort()
        connection.executemany("INSERT OR IGNORE INTO trail_key VALUES (?,?,?)", self._keys)

    def clear(self) -> None:
        """The batch is committed."""
        self._events, self._keys = {}, []

    def forget(self) -> None:
        """Drop the batch: its transaction failed."""
        self.clear()

    def facts(self, connection: sqlite3.Connection) -> Iterator[str]:
        """The canonical dump of a file of this projection: by agency and sequence, then by key."""
        agencies = dict(connection.execute("SELECT n, agency FROM source").fetchall())
        yield from sorted(_events(connection, agencies))
        yield from sorted(_keys(connection, agencies))
        yield from dead_letter_lines(connection)


def _events(connection: sqlite3.Connection, agencies: dict[int, str]) -> Iterator[str]:
    for number, event_id, value in connection.execute("SELECT n, event_id, value FROM trail"):
        source, sequence = source_and_sequence(number)
        yield dump_line(
            event=event_id.hex(),
            agency=agencies[source],
            sequence=sequence,
            value=hashlib.sha256(value).hexdigest(),
        )


def _keys(connection: sqlite3.Connection, agencies: dict[int, str]) -> Iterator[str]:
    for kind, identifier, number in connection.execute("SELECT kind, id, n FROM trail_key"):
        source, sequence = source_and_sequence(number)
        yield dump_line(
            kind=KIND_NAMES[kind], id=identifier.hex(), agency=agencies[source], sequence=sequence
        )
