"""The embedded log: one SQLite file that several processes share; no broker, no JVM.

WAL with ``synchronous=FULL``: what append returned for has been synced to disk. The file has no
access control beyond its mode (0600); whoever can open it can read every topic, which is why a
deployment with several principals uses the ``kafka`` driver.

Source: https://www.sqlite.org/wal.html, https://www.sqlite.org/pragma.html#pragma_data_version.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

from services.log.embedded_file import (
    connect,
    create_topics,
    records_before,
    storage,
    topic_end,
    topic_number,
    topic_numbers,
)
from services.log.embedded_reader import Appends, EmbeddedReader
from services.log.embedded_writer import EmbeddedWriter
from services.log.port import Delivered


class EmbeddedLog:
    """The log in one file. Safe to use from several threads; its readers and writers are not."""

    def __init__(self, path: Path, *, busy_seconds: float = 30.0) -> None:
        """Open the file, creating it where absent.

        ``busy_seconds`` is how long an append waits for another process's append to end before
        LogUnavailable. Raises LogUnavailable where the file cannot be opened.
        """
        self._path = path
        self._busy_seconds = busy_seconds
        self._appends = Appends()
        self._lock = threading.Lock()
        with storage(path, "open"):
            self._connection = connect(path, busy_seconds)

    def ensure(self, topics: Sequence[str]) -> None:
        """Create the topics that do not exist. Raises LogUnavailable."""
        with self._lock, storage(self._path, "create topics"):
            if not set(topics) <= topic_numbers(self._connection).keys():
                create_topics(self._connection, topics)

    def topics(self) -> list[str]:
        """All topics, sorted. Raises LogUnavailable."""
        with self._lock, storage(self._path, "list topics"):
            return list(topic_numbers(self._connection))

    def high_water(self, topics: Sequence[str]) -> dict[str, int]:
        """Per topic the position one behind its last record. Raises LogUnavailable."""
        with self._lock, storage(self._path, "find the end"):
            return {
                topic: topic_end(self._connection, topic_number(self._connection, topic))
                for topic in topics
            }

    def tail(self, topic: str, count: int) -> list[Delivered]:
        """The last ``count`` records of the topic, oldest first. Raises LogUnavailable."""
        with self._lock, storage(self._path, f"read the tail of {topic}"):
            number = topic_number(self._connection, topic)
            return records_before(self._connection, topic, number, count)

    def writer(self) -> EmbeddedWriter:
        """A new writer on its own connection. Raises LogUnavailable."""
        with storage(self._path, "open a writer"):
            connection = connect(self._path, self._busy_seconds)
        return EmbeddedWriter(self._path, connection, self._appends.announce)

    def reader(self, positions: Mapping[str, int]) -> EmbeddedReader:
        """A new reader on its own connection. Raises LogUnavailable, LogTruncated."""
        with storage(self._path, "open a reader"):
            connection = connect(self._path, self._busy_seconds)
        try:
            return EmbeddedReader(self._path, connection, self._appends, positions)
        except BaseException:
            connection.close()
            raise

    def close(self) -> None:
        """Close the log's own connection; readers and writers are closed by their owners."""
        with self._lock:
            self._connection.close()
