"""What is to be told to whom, kept until it was: one SQLite file per agency.

An alarm has one row per destination for ever, so neither a restart nor a flapping view tells it
twice. Unlike a view this file is not disposable: without it every alarm that is still late is told
once more, under the same id.

    WAITING ── sent ─────────────▶ SENT
            ── attempts used up ─▶ GIVEN_UP ── asked for ──▶ WAITING
    WAITING, GIVEN_UP ── met ────▶ OVER ────── late again ─▶ WAITING
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Final

from schemas.times import to_micros
from services.notify.alarm import LateClock, key_of
from services.notify.delivery import Kind

FILE: Final = "outbox.db"
LAYOUT: Final = 1
BUSY_SECONDS: Final = 30.0
_TABLES: Final = f"""
CREATE TABLE notice (
    key TEXT PRIMARY KEY,
    destination TEXT NOT NULL,
    clock TEXT NOT NULL,
    about TEXT NOT NULL,
    due INTEGER NOT NULL,
    late INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('WAITING', 'SENT', 'OVER', 'GIVEN_UP')),
    attempts INTEGER NOT NULL,
    next INTEGER NOT NULL,
    kind TEXT NOT NULL,
    changed INTEGER NOT NULL,
    UNIQUE (destination, clock, about, due)
) WITHOUT ROWID;
CREATE INDEX notice_waiting ON notice (destination, next) WHERE state = 'WAITING';
CREATE TABLE stopped (destination TEXT PRIMARY KEY, at INTEGER NOT NULL) WITHOUT ROWID;
PRAGMA user_version={LAYOUT};
"""


class State(StrEnum):
    """Where a notice stands."""

    WAITING = "WAITING"
    SENT = "SENT"
    OVER = "OVER"
    """It was met, or left the desk, before it could be sent."""
    GIVEN_UP = "GIVEN_UP"


class OutboxUnusable(Exception):
    """The file is another version's; nothing was changed."""


@dataclass(frozen=True, slots=True)
class Row:
    """A notice that waits. ``late``: how many alarms the board had when it came."""

    key: str
    alarm: LateClock
    late: int
    attempts: int


class Outbox:
    """Safe to use from several threads and processes."""

    def __init__(self, folder: Path, municipality: str, agency: str) -> None:
        """Open the file, creating it where absent. Raises OutboxUnusable, OSError,
        sqlite3.Error."""
        self._municipality = municipality
        self._agency = agency
        self._lock = threading.Lock()
        self._connection = _opened(folder / FILE)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def take(
        self, late: Collection[LateClock], destinations: Collection[str], now: datetime
    ) -> None:
        """Keep what a board shows: a row for every alarm and destination that has none; what was
        not sent yet and is on the board no more is over."""
        instant = to_micros(now)
        rows = {
            key_of(self._municipality, self._agency, name, one): (name, one)
            for one in late
            for name in destinations
        }
        with self._begun() as connection:
            connection.executemany(
                "INSERT INTO notice VALUES (?, ?, ?, ?, ?, ?, 'WAITING', 0, ?, '', ?)"
                " ON CONFLICT (key) DO UPDATE SET state = 'WAITING', attempts = 0, kind = '',"
                " next = excluded.next, changed = excluded.changed, late = excluded.late"
                " WHERE state = 'OVER'",
                [
                    (key, name, one.clock, one.about, one.due, len(late), instant, instant)
                    for key, (name, one) in rows.items()
                ],
            )
            here = {(one.clock, one.about, one.due) for one in late}
            unsent = connection.execute(
                "SELECT key, clock, about, due FROM notice WHERE state IN ('WAITING', 'GIVEN_UP')"
            ).fetchall()
            connection.executemany(
                "UPDATE notice SET state = 'OVER', changed = ? WHERE key = ?",
                [(instant, key) for key, *alarm in unsent if tuple(alarm) not in here],
            )

    def due(self, destination: str, now: datetime) -> list[Row]:
        """What is to be sent now, the longest overdue first; nothing to a stopped destination."""
        with self._lock:
            found = self._connection.execute(
                "SELECT key, clock, about, due, late, attempts FROM notice"
                " WHERE destination = ?1 AND state = 'WAITING' AND next <= ?2"
                " AND NOT EXISTS (SELECT 1 FROM stopped WHERE destination = ?1)"
                " ORDER BY due, clock, about",
                (destination, to_micros(now)),
            ).fetchall()
        return [
            Row(key, LateClock(clock, about, due), late, attempts)
            for key, clock, about, due, late, attempts in found
        ]

    def begin(self, key: str, retry_at: datetime, now: datetime) -> bool:
        """Count an attempt before it is made, so that one that ends with the process is known;
        False where the notice waits no more."""
        return self._change(
            "attempts = attempts + 1, next = ?, kind = ?",
            (to_micros(retry_at), Kind.INTERRUPTED),
            key,
            now,
        )

    def sent(self, key: str, now: datetime) -> None:
        """The destination has taken it."""
        # Also where the alarm was met during the attempt: what was told was told.
        with self._begun() as connection:
            connection.execute(
                "UPDATE notice SET state = 'SENT', kind = '', changed = ? WHERE key = ?",
                (to_micros(now), key),
            )

    def failed(self, key: str, kind: Kind, now: datetime) -> None:
        """The attempt failed; the next one comes when ``begin`` said."""
        self._change("kind = ?", (kind,), key, now)

    def give_up(self, key: str, now: datetime) -> None:
        """No more attempts until somebody asks for them."""
        self._change("state = 'GIVEN_UP'", (), key, now)

    def stop(self, destination: str, now: datetime) -> None:
        """Send nothing there until somebody asks for it; what waits keeps waiting."""
        with self._begun() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO stopped VALUES (?, ?)", (destination, to_micros(now))
            )

    def retry(self, destination: str, now: datetime) -> int:
        """Send there again, at once, what waits and what was given up; how many notices."""
        with self._begun() as connection:
            connection.execute("DELETE FROM stopped WHERE destination = ?", (destination,))
            return connection.execute(
                "UPDATE notice SET state = 'WAITING', attempts = 0, next = 0, changed = ?"
                " WHERE destination = ? AND state IN ('WAITING', 'GIVEN_UP')",
                (to_micros(now), destination),
            ).rowcount

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The tables as they stand, to look at only."""
        with self._lock:
            yield self._connection

    def _change(self, what: str, values: tuple[object, ...], key: str, now: datetime) -> bool:
        with self._begun() as connection:
            changed = connection.execute(
                f"UPDATE notice SET {what}, changed = ? WHERE key = ? AND state = 'WAITING'",
                (*values, to_micros(now), key),
            )
            return changed.rowcount == 1

    @contextmanager
    def _begun(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise


def _opened(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # SQLite gives the files beside it the same mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    connection = sqlite3.connect(
        path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False
    )
    try:
        connection.execute("PRAGMA journal_mode=WAL")
        # What was sent and not kept would be sent twice.
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute("BEGIN IMMEDIATE")
        (layout,) = connection.execute("PRAGMA user_version").fetchone()
        if layout == 0:
            for statement in filter(str.strip, _TABLES.split(";")):
                connection.execute(statement)
        elif layout != LAYOUT:
            raise OutboxUnusable(
                f"the outbox {path} has layout {layout}, this version reads layout {LAYOUT}: run "
                "the version that wrote it"
            )
        connection.execute("COMMIT")
    except BaseException:
        connection.close()
        raise
    return connection
