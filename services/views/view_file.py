"""The SQLite file of one view: disposable, owned by one projector at a time.

A projector that was stopped and overtaken must not write again when it wakes: each commit checks
the fence, a number that whoever takes over raises.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LAYOUT = 6
"""Raised with every change to a view's tables."""

CACHE_KIB = 32 * 1024

_TABLES = """
CREATE TABLE IF NOT EXISTS fence (
    only INTEGER PRIMARY KEY CHECK (only = 1), epoch INTEGER NOT NULL, free INTEGER NOT NULL
);
INSERT OR IGNORE INTO fence VALUES (1, 0, 1);
CREATE TABLE IF NOT EXISTS source (
    n INTEGER PRIMARY KEY,
    topic TEXT NOT NULL UNIQUE,
    agency TEXT NOT NULL,
    position INTEGER NOT NULL,
    sequence INTEGER NOT NULL,
    holes INTEGER NOT NULL,
    gap INTEGER,
    heard INTEGER,
    in_step INTEGER,
    alarm TEXT
);
CREATE TABLE IF NOT EXISTS dead_letter (
    n INTEGER PRIMARY KEY,
    agency TEXT NOT NULL,
    sequence INTEGER,
    leaf_hash BLOB NOT NULL,
    event_type TEXT,
    subject TEXT,
    reason TEXT NOT NULL,
    frame BLOB NOT NULL
);
-- Two NULLs are not equal to SQLite: a record without a sequence would be kept once per delivery.
CREATE UNIQUE INDEX IF NOT EXISTS dead_letter_once
    ON dead_letter (agency, COALESCE(sequence, 0), leaf_hash);
"""


class OtherLayout(Exception):
    """The file was written by a version that lays views out otherwise; it is never half read."""

    def __init__(self, path: Path, found: int) -> None:
        super().__init__(
            f"the view {path} has layout {found}, this version writes layout {LAYOUT}: move the "
            f"folder {path.parent} away and start again, it is built anew from the log"
        )


class Fenced(Exception):
    """Another projector has taken this view over; this one must stop."""


class ViewFile:
    """A connection to a view's file, and the right to write it."""

    def __init__(self, path: Path, tables: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        execute = self.connection.execute
        found: int = execute("PRAGMA user_version").fetchone()[0]
        fresh = not execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
        if found != LAYOUT and not fresh:
            self.connection.close()
            raise OtherLayout(path, found)
        execute("PRAGMA journal_mode=WAL")
        if fresh:
            execute(f"PRAGMA user_version={LAYOUT}")
        # Positions commit with their effect, so a lost tail of the file is read from the log again.
        execute("PRAGMA synchronous=NORMAL")
        execute(f"PRAGMA cache_size=-{CACHE_KIB}")
        self.connection.executescript(_TABLES + tables)
        self._epoch = self._take_over()

    def _take_over(self) -> int:
        with self._begin():
            self.connection.execute("UPDATE fence SET epoch = epoch + 1, free = 0")
            row = self.connection.execute("SELECT epoch FROM fence").fetchone()
        epoch: int = row[0]
        return epoch

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """One commit, if this projector still owns the view. Raises Fenced."""
        with self._begin():
            row = self.connection.execute("SELECT epoch FROM fence").fetchone()
            if row[0] != self._epoch:
                raise Fenced(f"{self.path.name} was taken over by another projector")
            yield self.connection

    @contextmanager
    def _begin(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
            self.connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already.
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            raise

    def release(self) -> None:
        """Let whoever was fenced by this owner have the view back."""
        with self.transaction() as connection:
            connection.execute("UPDATE fence SET free = 1")

    def is_free(self) -> bool:
        """Whether the view has been released by its owner."""
        row = self.connection.execute("SELECT free FROM fence").fetchone()
        return bool(row[0])

    def close(self) -> None:
        """Close the file."""
        self.connection.close()
