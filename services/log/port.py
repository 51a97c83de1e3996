"""The one interface of the log: append, read from, tail, high water.

Two drivers implement it, ``embedded`` and ``kafka``; ``tests/contracts/test_log.py`` runs the
same suite on both. A position is the driver's own offset of the next record to read. It is not
the agency's ``ce_sequence``: a relay that dies between acknowledgement and cursor appends a
record twice, and readers drop the second by (agency, sequence).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol

from schemas.record import LogRecord

MAX_RECORD_BYTES = 1 << 20
"""The largest record a log takes, in canonical leaf bytes."""


class LogUnavailable(Exception):
    """The log cannot be reached or refuses for now; whoever called keeps its data and retries.

    After it is raised by ``append`` the caller does not know how much arrived: it opens a new
    writer and appends again from the first record that no ``append`` returned for. What had
    arrived is then in the log twice, and readers drop it. Comparing the end with the last known
    position does not tell: it also counts what the connection of a killed process delivers late,
    and a record that is skipped because of such a count is lost.
    """


class LogForbidden(Exception):
    """The principal may not do this on that topic (ACL); retrying does not help."""


class LogTruncated(LogUnavailable):
    """The log no longer holds the position asked for; going on would skip records silently.

    It lost records, or an older copy of it was put in place. Retrying helps only once the missing
    records are back; starting over from position 0 is for an operator to decide.
    """

    def __init__(self, topic: str, position: int, first: int, end: int) -> None:
        """``first`` and ``end``: the positions the log does hold, ``end`` one behind the last."""
        self.topic = topic
        self.position = position
        self.first = first
        self.end = end
        super().__init__(
            f"topic {topic} holds positions {first} up to {end}, not {position}: "
            "it lost records or an older copy was put in place; restore it, or rebuild the reader"
        )


class LogDamaged(LogUnavailable):
    """The log holds bytes at that position which are no record, or whose checksum is wrong.

    Other topics can still be read, by a reader without this one.
    """

    def __init__(self, topic: str, position: int, found: str) -> None:
        """``found``: what is wrong with the bytes, as the driver's decoder puts it."""
        self.topic = topic
        self.position = position
        self.found = found
        super().__init__(
            f"topic {topic} cannot be read at position {position}: {found}; "
            "restore it from another replica or a backup, or read on without this topic"
        )


class RecordRefused(ValueError):
    """A record no log takes, whatever its state; nothing of the append was written.

    Larger than ``MAX_RECORD_BYTES``, or with headers out of canonical order.
    """

    def __init__(self, topic: str, index: int, rule: str) -> None:
        """``index``: the record's place in the append, from 0; ``rule``: what it breaks."""
        self.topic = topic
        self.index = index
        self.rule = rule
        super().__init__(f"record {index} of an append to {topic}: {rule}")


class Delivered(NamedTuple):
    """A record as read: ``offset`` is its place in ``topic``; the next position is offset + 1."""

    topic: str
    offset: int
    record: LogRecord


class LogWriter(Protocol):
    """Appends to topics in order; one writer is used by one thread."""

    def append(self, topic: str, records: Sequence[LogRecord]) -> None:
        """Return when every record is durable, in this order.

        Raises LogUnavailable, after which this writer refuses further work; LogForbidden;
        RecordRefused, when nothing was written. An unknown topic is LogUnavailable.
        """

    def append_leaves(self, topic: str, leaves: Sequence[bytes]) -> None:
        """As append, for records that are canonical leaf bytes already: the relay copies bytes.

        Raises what append raises, and MalformedFrame where a driver that must take the bytes
        apart cannot; nothing was written then.
        """

    def close(self) -> None:
        """Release connections; never flushes silently (append already waited)."""


class LogReader(Protocol):
    """Reads a fixed set of topics from given positions; one reader is used by one thread."""

    def poll(self, limit: int, timeout: float) -> list[Delivered]:
        """Up to ``limit`` records, per topic in order, topics fairly mixed.

        Waits at most ``timeout`` seconds for the first one. An empty list means that nothing came
        in that time, not that the end was reached: ``high_water`` tells the end.

        Raises LogUnavailable, LogTruncated, LogDamaged or LogForbidden, after which this reader
        refuses further work; none of the records it returned before is affected.
        """

    def assign(self, positions: Mapping[str, int]) -> None:
        """Read these topics from these positions from now on (topics left out are dropped).

        Raises LogUnavailable (also for an unknown topic), LogTruncated for a position the log
        does not hold, LogForbidden; the reader then goes on as before.
        """

    def close(self) -> None:
        """Release connections."""


class Log(Protocol):
    """A driver: hands out readers and writers and answers what exists.

    Usable from several threads. Every method may raise LogUnavailable or LogForbidden; a topic
    that does not exist is unavailable.
    """

    def ensure(self, topics: Sequence[str]) -> None:
        """Create the topics that do not exist; idempotent."""

    def topics(self) -> list[str]:
        """The topics this principal can see, sorted, the driver's internal ones left out."""

    def high_water(self, topics: Sequence[str]) -> dict[str, int]:
        """Per topic the position one behind its last record (0 when empty).

        A principal that may write a topic or read it may ask this.
        """

    def tail(self, topic: str, count: int) -> list[Delivered]:
        """The last ``count`` records of the topic, oldest first; for those who may read it."""

    def writer(self) -> LogWriter:
        """A new writer; the caller closes it."""

    def reader(self, positions: Mapping[str, int]) -> LogReader:
        """A new reader assigned to these positions; the caller closes it."""

    def close(self) -> None:
        """Release everything the driver holds."""
