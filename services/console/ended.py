"""The sessions that were signed out of: a copy of their cookies is worth nothing."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path


class Ended:
    """A file of session ids and when each would have ended anyway. Safe to use from several
    threads."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._connection.execute(
            "CREATE TABLE IF NOT EXISTS ended (id TEXT PRIMARY KEY, ends INTEGER NOT NULL)"
        )

    def add(self, id_: str, ends: int, now: int) -> None:
        """This one is over; ``ends`` and ``now`` in seconds since 1970."""
        with self._lock:
            self._connection.execute("DELETE FROM ended WHERE ends <= ?", (now,))
            self._connection.execute("INSERT OR IGNORE INTO ended VALUES (?, ?)", (id_, ends))

    def knows(self, id_: str) -> bool:
        """Whether it is over."""
        with self._lock:
            row = self._connection.execute("SELECT 1 FROM ended WHERE id=?", (id_,))
            return row.fetchone() is not None

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
