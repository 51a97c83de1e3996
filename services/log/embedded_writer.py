"""Appending to the embedded log."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

from schemas.record import LogRecord, leaf_bytes
from services.log.embedded_file import append_leaves, storage
from services.log.port import LogUnavailable
from services.log.record_limits import refuse_unfit, refuse_unfit_leaves


class EmbeddedWriter:
    """One connection to the file; one append is one transaction."""

    def __init__(
        self, path: Path, connection: sqlite3.Connection, appended: Callable[[], None]
    ) -> None:
        """``appended`` is called after each commit, to wake readers of this process."""
        self._path = path
        self._connection = connection
        self._appended = appended
        self._usable = True

    def append(self, topic: str, records: Sequence[LogRecord]) -> None:
        """Return when every record is on disk, in this order.

        Raises LogUnavailable, after which this writer refuses further work, and RecordRefused,
        before which nothing was written.
        """
        leaves = [leaf_bytes(record) for record in records]
        refuse_unfit(topic, records, map(len, leaves))
        self.append_leaves(topic, leaves)

    def append_leaves(self, topic: str, leaves: Sequence[bytes]) -> None:
        """As append, for records that are canonical leaf bytes already.

        Raises LogUnavailable, after which this writer refuses further work, and RecordRefused,
        before which nothing was written.
        """
        refuse_unfit_leaves(topic, leaves)
        if not self._usable:
            raise LogUnavailable(f"embedded log {self._path}: this writer is closed: open another")
        if not leaves:
            return
        try:
            with storage(self._path, f"append to {topic}"):
                append_leaves(self._connection, topic, leaves)
        except LogUnavailable:
            self.close()
            raise
        self._appended()

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._usable = False
        self._connection.close()
