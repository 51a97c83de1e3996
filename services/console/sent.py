"""When each form was first sent: sent again it is the same event, not a second one (I8)."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schemas.times import from_micros, to_micros

KEPT = timedelta(days=2)
"""Longer than any session, so that no form outlives its line here."""


@dataclass(frozen=True, slots=True)
class Sending:
    """When a record was sent first, and the ids and numbers it was made of then."""

    at: datetime
    pins: Mapping[str, str]


class Sent:
    """A file of record ids, instants and pins: no field of a form lies in it. Safe to use from
    several threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA synchronous=FULL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS sent"
            " (record TEXT PRIMARY KEY, at INTEGER NOT NULL, pins TEXT NOT NULL)"
        )

    def first(self, record: str, now: datetime, pins: Mapping[str, str]) -> Sending:
        """When and about what state this record was sent first: durable before it is sent, or a
        crash in between would leave two events of one click."""
        with self._lock:
            oldest = to_micros(now - KEPT)
            self._connection.execute("DELETE FROM sent WHERE at < ?", (oldest,))
            self._connection.execute(
                "INSERT OR IGNORE INTO sent VALUES (?, ?, ?)",
                (record, to_micros(now), json.dumps(dict(pins))),
            )
            row = self._connection.execute(
                "SELECT at, pins FROM sent WHERE record=?", (record,)
            ).fetchone()
        return Sending(from_micros(row[0]), json.loads(row[1]))

    def knows(self, record: str) -> bool:
        """Whether it was sent before."""
        with self._lock:
            row = self._connection.execute("SELECT 1 FROM sent WHERE record=?", (record,))
            return row.fetchone() is not None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
