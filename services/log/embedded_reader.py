"""Reading the embedded log, and waiting for more of it."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Mapping
from pathlib import Path

from services.log.embedded_file import records_from, storage, topic_end, topic_number
from services.log.port import Delivered, LogTruncated, LogUnavailable

_OTHER_PROCESSES_SECONDS = 0.02


class Appends:
    """Counts the appends of this process, so that its readers need not wait for a poll."""

    def __init__(self) -> None:
        """Starts at zero appends."""
        self._changed = threading.Condition()
        self._count = 0

    @property
    def count(self) -> int:
        """How many appends were announced so far."""
        return self._count

    def announce(self) -> None:
        """Wake every waiting reader."""
        with self._changed:
            self._count += 1
            self._changed.notify_all()

    def wait(self, seen: int, seconds: float) -> None:
        """Return once the count differs from ``seen``, or after ``seconds``."""
        with self._changed:
            self._changed.wait_for(lambda: self._count != seen, seconds)


class EmbeddedReader:
    """One connection to the file and a position per topic."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        appends: Appends,
        positions: Mapping[str, int],
    ) -> None:
        """As ``assign``, and raises what it raises."""
        self._path = path
        self._connection = connection
        self._appends = appends
        self._numbers: dict[str, int] = {}
        self._positions: dict[str, int] = {}
        self.assign(positions)

    def assign(self, positions: Mapping[str, int]) -> None:
        """Read these topics from these positions from now on.

        Raises LogUnavailable for an unknown topic, LogTruncated for a position behind the end.
        """
        with storage(self._path, "assign"):
            numbers = {topic: topic_number(self._connection, topic) for topic in positions}
            for topic, position in positions.items():
                end = topic_end(self._connection, numbers[topic])
                if not 0 <= position <= end:
                    raise LogTruncated(topic, position, 0, end)
        self._numbers = numbers
        self._positions = dict(positions)

    def poll(self, limit: int, timeout: float) -> list[Delivered]:
        """Up to ``limit`` records, waiting at most ``timeout`` seconds for the first one.

        Raises LogUnavailable, and LogTruncated where a record is missing in the middle; the
        reader then refuses further work.
        """
        deadline = time.monotonic() + timeout
        try:
            with storage(self._path, "poll"):
                return self._poll(limit, deadline)
        except LogUnavailable:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        self._connection.close()

    def _poll(self, limit: int, deadline: float) -> list[Delivered]:
        while True:
            appends, version = self._appends.count, self._version()
            found = self._select(limit)
            if found or not self._changed(appends, version, deadline):
                return found

    def _changed(self, appends: int, version: int, deadline: float) -> bool:
        """Whether the file changed before the deadline."""
        while (remaining := deadline - time.monotonic()) > 0:
            self._appends.wait(appends, min(remaining, _OTHER_PROCESSES_SECONDS))
            appends = self._appends.count
            if self._version() != version:
                return True
        return False

    def _version(self) -> int:
        version: int = self._connection.execute("PRAGMA data_version").fetchone()[0]
        return version

    def _select(self, limit: int) -> list[Delivered]:
        """An equal share per topic first; what quiet topics leave goes to the busy ones."""
        found: list[Delivered] = []
        reached = dict(self._positions)
        waiting = list(reached)
        while waiting and len(found) < limit:
            share = max(1, (limit - len(found)) // len(waiting))
            busy = []
            for topic in waiting:
                room = min(share, limit - len(found))
                read = self._read(topic, reached[topic], room) if room else []
                found += read
                reached[topic] += len(read)
                if room and len(read) == room:
                    busy.append(topic)
            waiting = busy
        self._positions = _first_to_the_end(reached)
        return found

    def _read(self, topic: str, position: int, limit: int) -> list[Delivered]:
        read = records_from(self._connection, topic, self._numbers[topic], position, limit)
        if read and read[-1].offset + 1 - position != len(read):
            raise LogTruncated(topic, position, read[0].offset, read[-1].offset + 1)
        return read


def _first_to_the_end(positions: dict[str, int]) -> dict[str, int]:
    """The same positions with another topic first, so that a small limit starves none."""
    ring = list(positions.items())
    return dict(ring[1:] + ring[:1])
