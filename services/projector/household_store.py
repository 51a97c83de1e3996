"""The household view's file: one row per event, and the rows by which readers find it."""

from __future__ import annotations

import sqlite3
from collections import OrderedDict
from collections.abc import Iterator

from projections.household.reach import Key, keys_of, record_key
from projections.stored_event import StoredEvent
from projections.trail.keys import TRAIL
from schemas.catalogue import catalogue
from schemas.framing import conflicts_with
from schemas.record import LogRecord
from services.projector.dump import facts
from services.views.numbering import event_number
from services.views.sources import Source

_CACHED = 20_000

TABLES = """
CREATE TABLE IF NOT EXISTS event (
    n INTEGER PRIMARY KEY,
    event_id BLOB NOT NULL,
    value BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS event_by_id ON event (event_id);
CREATE TABLE IF NOT EXISTS key (
    k INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    id BLOB NOT NULL,
    UNIQUE (kind, id)
);
CREATE TABLE IF NOT EXISTS touch (
    k INTEGER NOT NULL,
    n INTEGER NOT NULL,
    PRIMARY KEY (k, n)
) WITHOUT ROWID;
"""


class HouseholdStore:
    """Writes the household view. Keys are interned: a 16-byte key in every index row costs half
    of the replay rate."""

    tables = TABLES
    compartments: frozenset[str] = frozenset()

    def __init__(self) -> None:
        # Viewings fold into the trail alone, so that viewing never causes views (V7).
        self.interest: frozenset[str] | None = frozenset(catalogue().names()) - TRAIL
        self._interned: OrderedDict[Key, int] = OrderedDict()
        self._next_key = 1
        self._events: list[tuple[int, bytes, bytes]] = []
        self._keys: list[tuple[int, int, bytes]] = []
        self._touches: list[tuple[int, int]] = []
        self._connection: sqlite3.Connection | None = None

    def open(self, connection: sqlite3.Connection) -> None:
        """Begin with this file."""
        self._connection = connection
        self._start(connection)

    def take(self, source: Source, sequence: int, event: StoredEvent, record: LogRecord) -> None:
        """Take one event into the batch."""
        number = event_number(source.n, sequence)
        keys = keys_of(event)
        touches = [(self._intern(key), number) for key in keys]
        conflict = conflicts_with(record)
        if conflict is not None:
            # Both payloads must be found from either, even if they name different people.
            touch = self._intern(record_key(event))
            first = event_number(source.n, conflict)
            touches += [(touch, number), (touch, first)]
        self._events.append((number, event.event_id, record.value))
        self._touches += touches

    def value_at(self, source: Source, sequence: int) -> bytes | None:
        """The value of an event it holds, from this batch or from the file."""
        number = event_number(source.n, sequence)
        for pending, _, value in self._events:
            if pending == number:
                return value
        if self._connection is None:
            raise RuntimeError("the store was not opened")
        row = self._connection.execute("SELECT value FROM event WHERE n=?", (number,)).fetchone()
        return row[0] if row else None

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the batch; part of the caller's transaction."""
        connection.executemany("INSERT INTO event VALUES (?,?,?)", self._events)
        if self._keys:
            connection.executemany("INSERT INTO key VALUES (?,?,?)", self._keys)
        # In key order: each page of the index is visited once.
        self._touches.sort()
        connection.executemany("INSERT OR IGNORE INTO touch VALUES (?,?)", self._touches)

    def forget(self) -> None:
        """Drop the batch: its transaction failed."""
        self.clear()
        if self._connection is not None:
            self._start(self._connection)

    def _start(self, connection: sqlite3.Connection) -> None:
        self._interned.clear()
        row = connection.execute("SELECT COALESCE(MAX(k), 0) FROM key").fetchone()
        self._next_key = row[0] + 1

    def clear(self) -> None:
        """The batch is committed."""
        self._events, self._keys, self._touches = [], [], []
        # Only now: a key that is not yet in the file would be given a second number.
        while len(self._interned) > _CACHED:
            self._interned.popitem(last=False)

    def facts(self, connection: sqlite3.Connection) -> Iterator[str]:
        """The canonical dump of a file of this projection."""
        return facts(connection)

    def _intern(self, key: Key) -> int:
        known = self._interned.get(key)
        if known is not None:
            return known
        if self._connection is None:
            raise RuntimeError("the store was not opened")
        row = self._connection.execute("SELECT k FROM key WHERE kind=? AND id=?", key).fetchone()
        if row is None:
            number = self._next_key
            self._next_key += 1
            self._keys.append((number, *key))
        else:
            number = row[0]
        self._interned[key] = number
        return number
