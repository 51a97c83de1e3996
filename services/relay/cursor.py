"""How far the log has acknowledged the agency's stream; losing it costs duplicates, not events."""

from __future__ import annotations

import sqlite3
import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schemas.times import from_micros, to_micros

FILE = "relay.db"


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """The last acknowledged sequence (0: none) and when that was."""

    sequence: int
    at: datetime | None


class Cursor:
    """The relay's own small file."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(
            folder / FILE, isolation_level=None, check_same_thread=False
        )
        self._connection.execute("PRAGMA journal_mode=WAL")
        # A cursor that a power cut sets back costs a batch sent twice, which readers drop.
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS cursor"
            " (only INTEGER PRIMARY KEY CHECK (only = 1), sequence INTEGER, at INTEGER)"
        )

    def read(self) -> Acknowledged:
        """Where the relay stands."""
        with self._lock:
            row = self._connection.execute("SELECT sequence, at FROM cursor").fetchone()
        return Acknowledged(row[0], from_micros(row[1])) if row else Acknowledged(0, None)

    def move(self, sequence: int, at: datetime) -> None:
        """Everything up to ``sequence`` is on the log."""
        with self._lock:
            self._connection.execute(
                "INSERT INTO cursor VALUES (1, ?, ?)"
                " ON CONFLICT (only) DO UPDATE SET sequence=excluded.sequence, at=excluded.at",
                (sequence, to_micros(at)),
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
