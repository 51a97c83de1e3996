"""Read-only connections to the file in service of one view; each thread has its own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from services.views.current import current_file


class ReadConnections:
    """Follows the link: after a rebuild the next reading is of the new file."""

    def __init__(self, folder: Path, view: str) -> None:
        self._folder = folder
        self._view = view
        self._local = threading.local()

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """One consistent reading; nothing committed meanwhile is seen."""
        connection = self._connection()
        connection.execute("BEGIN")
        try:
            yield connection
        finally:
            connection.execute("ROLLBACK")

    def version(self) -> tuple[str, int]:
        """Changes whenever the view may have changed, as this thread can see it."""
        row = self._connection().execute("PRAGMA data_version").fetchone()
        return str(current_file(self._folder, self._view)), row[0]

    def _connection(self) -> sqlite3.Connection:
        path = current_file(self._folder, self._view)
        kept: tuple[Path, sqlite3.Connection] | None = getattr(self._local, "kept", None)
        if kept is None or kept[0] != path:
            if kept is not None:
                kept[1].close()
            uri = f"file:{path}?mode=ro"
            connection = sqlite3.connect(uri, uri=True, isolation_level=None)
            kept = self._local.kept = (path, connection)
        return kept[1]
