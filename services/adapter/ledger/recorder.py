"""The SQLite recorder: dense notification ids, and the rows that belong to the same transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
)

from services.adapter.ledger.recorded import EntityRow, IdempotenceRow, PseudonymRow

_TABLES = (
    # AUTOINCREMENT: bare rowids are given again after a delete. The name is the library's.
    """CREATE TABLE IF NOT EXISTS stored_events (
        rowid INTEGER PRIMARY KEY AUTOINCREMENT,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        UNIQUE (originator_id, originator_version))""",
    """CREATE TABLE IF NOT EXISTS idempotence (
        key BLOB NOT NULL, mac BLOB NOT NULL, sequence INTEGER NOT NULL, crossed INTEGER NOT NULL,
        PRIMARY KEY (key, mac)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS entity (
        entity TEXT NOT NULL, sequence INTEGER NOT NULL,
        PRIMARY KEY (entity, sequence)) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS pseudonym (
        source_system TEXT NOT NULL, source_person TEXT NOT NULL, ref BLOB NOT NULL,
        PRIMARY KEY (source_system, source_person)) WITHOUT ROWID""",
)


class _DurablePool(SQLiteConnectionPool):
    """Connections that return from a commit only once it is on the disk."""

    def _create_connection(self) -> SQLiteConnection:
        connection = super()._create_connection()
        connection.cursor().execute("PRAGMA synchronous=FULL")
        return connection


class LedgerDatastore(SQLiteDatastore):
    """The library's datastore over durable connections."""

    def __init__(self, db_name: str) -> None:
        super().__init__(db_name, originator_id_type="text")
        self.pool = _DurablePool(db_name=db_name)


class LedgerRecorder(SQLiteApplicationRecorder):
    """Stores a batch of accepted events and what must never be without them."""

    def __init__(self, datastore: SQLiteDatastore, path: Path) -> None:
        super().__init__(datastore)
        self.create_table()
        # Every event is looked up before it is stored; a transaction of the library around each
        # of these reads costs ten times the read. One thread uses it.
        self._lookups = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._looking = False
        self.select_max_notification_id_statement = (
            "SELECT COALESCE(MAX(rowid), 0) FROM stored_events"
        )

    def construct_create_table_statements(self) -> list[str]:
        """The tables of one ledger."""
        return list(_TABLES)

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        first: int = 0,
        keys: Sequence[IdempotenceRow] = (),
        pseudonyms: Sequence[PseudonymRow] = (),
        entities: Sequence[EntityRow] = (),
        **_: Any,
    ) -> Sequence[int] | None:
        """Insert with the sequences written in the frames, ``first`` onwards.

        Raises IntegrityError where another writer has been at the store: the frames' sequences
        would not be the next ones.
        """
        if self._max_notification_id(c) + 1 != first:
            raise IntegrityError("another process has written to this ledger")
        ids = range(first, first + len(stored_events))
        try:
            c.executemany(
                "INSERT INTO stored_events VALUES (?,?,?,?,?)",
                [
                    (
                        number,
                        event.originator_id,
                        event.originator_version,
                        event.topic,
                        event.state,
                    )
                    for number, event in zip(ids, stored_events, strict=True)
                ],
            )
            c.executemany(
                "INSERT INTO idempotence VALUES (?,?,?,?)",
                [(row.key, row.mac, row.sequence, row.crossed) for row in keys],
            )
            c.executemany(
                "INSERT INTO entity VALUES (?,?)",
                [(row.entity, row.sequence) for row in entities],
            )
            c.executemany(
                "INSERT INTO pseudonym VALUES (?,?,?)",
                [(row.source_system, row.source_person, row.ref) for row in pseudonyms],
            )
        except sqlite3.IntegrityError as error:
            raise IntegrityError(error) from error
        return list(ids)

    def frames_from(self, sequence: int, limit: int) -> list[tuple[int, bytes]]:
        """(sequence, frame) from ``sequence`` on: the notification log without its objects, which
        would cost the relay more than the read."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                f"SELECT rowid, state FROM {self.events_table_name}"
                " WHERE rowid >= ? ORDER BY rowid LIMIT ?",
                (sequence, limit),
            )
            return [(row[0], row[1]) for row in c.fetchall()]

    def end_lookups(self) -> None:
        """What is looked up from here on sees what has been stored meanwhile."""
        if self._looking:
            self._lookups.execute("ROLLBACK")
            self._looking = False

    def _look(self, statement: str, values: tuple[object, ...]) -> sqlite3.Cursor:
        """One reading transaction for all lookups of a batch: a read alone costs less than it."""
        if not self._looking:
            self._lookups.execute("BEGIN")
            self._looking = True
        return self._lookups.execute(statement, values)

    def frames_of(self, entity: str) -> list[tuple[int, bytes]]:
        """(sequence, frame) of every event that is a step of an entity, oldest first."""
        return self._look(
            "SELECT stored_events.rowid, state FROM entity"
            " JOIN stored_events ON stored_events.rowid = sequence"
            " WHERE entity=? ORDER BY sequence",
            (entity,),
        ).fetchall()

    def recorded_in(self, slot: bytes) -> list[IdempotenceRow]:
        """Everything recorded of one source record, in any revision; oldest first."""
        rows = self._look(
            "SELECT key, mac, sequence, crossed FROM idempotence"
            " WHERE key BETWEEN ? AND ? ORDER BY sequence",
            (slot, slot + b"\xff\xff\xff\xff"),
        ).fetchall()
        return [IdempotenceRow(key, mac, at, bool(crossed)) for key, mac, at, crossed in rows]

    def pseudonym_of(self, source_system: str, source_person: str) -> bytes | None:
        """The pseudonym of a producer's person id, or None."""
        row = self._look(
            "SELECT ref FROM pseudonym WHERE source_system=? AND source_person=?",
            (source_system, source_person),
        ).fetchone()
        return row[0] if row else None

    def close(self) -> None:
        """Close the connection of the lookups; the datastore closes its own."""
        self._lookups.close()
