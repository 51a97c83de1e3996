"""The relay over a real embedded log: in order, at least once, and never silently ended."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from schemas.record import LogRecord, leaf_bytes
from services.clock import FixedClock
from services.failpoint import Failpoints
from services.log.embedded import EmbeddedLog
from services.log.port import Log, LogForbidden, LogUnavailable
from services.relay.cursor import Cursor
from services.relay.relay import LogShorterThanAcknowledged, Relay
from tests.eventually import eventually
from tests.log_places import record
from tests.valid_events import NOW

TOPIC = "enishi.131016.HOK-1"


class Outbox:
    """A ledger of frames in memory."""

    def __init__(self, count: int) -> None:
        self.frames = [leaf_bytes(record(number)) for number in range(1, count + 1)]

    def frames_from(self, sequence: int, limit: int) -> list[tuple[int, bytes]]:
        """As a ledger."""
        wanted = self.frames[sequence - 1 : sequence - 1 + limit]
        return list(enumerate(wanted, sequence))


class FullDisk(Cursor):
    """A cursor that cannot be written as often as it is told."""

    failures = 0

    def move(self, sequence: int, at: datetime) -> None:
        """Raises sqlite3.OperationalError while the disk is full."""
        if self.failures:
            self.failures -= 1
            raise sqlite3.OperationalError("database or disk is full")
        super().move(sequence, at)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[EmbeddedLog]:
    """A log with the agency's topic."""
    with closing(EmbeddedLog(tmp_path / "log.db", busy_seconds=0.05)) as opened:
        opened.ensure([TOPIC])
        yield opened


@pytest.fixture
def cursor(tmp_path: Path) -> Iterator[FullDisk]:
    """The relay's own file."""
    with closing(FullDisk(tmp_path / "relay")) as opened:
        yield opened


def on_the_log(log: Log) -> Sequence[LogRecord]:
    """Every record of the topic."""
    return [each.record for each in log.tail(TOPIC, 10_000)]


def relay_of(outbox: Outbox, log: Log, cursor: Cursor) -> Relay:
    """A relay, not started."""
    clock = FixedClock(NOW)
    return Relay("HOK-1", TOPIC, outbox, lambda: log, cursor, clock, Failpoints())


def test_everything_arrives_once_and_in_order(log: EmbeddedLog, cursor: FullDisk) -> None:
    outbox = Outbox(2500)
    with closing(relay_of(outbox, log, cursor)) as relay:
        assert [relay.relay_once() for _ in range(4)] == [1000, 1000, 500, 0]
    assert [leaf_bytes(each) for each in on_the_log(log)] == outbox.frames
    assert cursor.read().sequence == 2500
    assert cursor.read().at == NOW


def test_another_relay_goes_on_where_the_first_one_stopped(
    log: EmbeddedLog, cursor: FullDisk
) -> None:
    with closing(relay_of(Outbox(3), log, cursor)) as relay:
        relay.relay_once()
    with closing(relay_of(Outbox(5), log, cursor)) as relay:
        assert relay.relay_once() == 2
    assert [each.sequence for each in on_the_log(log)] == [1, 2, 3, 4, 5]


def test_what_is_on_the_log_is_not_sent_again_because_the_cursor_could_not_be_written(
    log: EmbeddedLog, cursor: FullDisk
) -> None:
    cursor.failures = 2
    outbox = Outbox(3)
    relay = relay_of(outbox, log, cursor)
    relay.start()
    eventually(lambda: len(on_the_log(log)) == 3, "the first ones arrive")
    outbox.frames += [leaf_bytes(record(4))]
    relay.wake()
    eventually(lambda: len(on_the_log(log)) == 4, "the next one arrives too")
    outbox.frames += [leaf_bytes(record(5))]
    eventually(lambda: cursor.read().sequence == 5, "the cursor moves once there is space")
    relay.stop()
    assert [each.sequence for each in on_the_log(log)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("error", [LogUnavailable("away"), LogForbidden("not yet granted")])
def test_a_log_that_is_away_or_forbidden_is_tried_again(
    log: EmbeddedLog, cursor: FullDisk, error: Exception
) -> None:
    refusals = [error, error, error]

    def opened() -> Log:
        if refusals:
            raise refusals.pop()
        return log

    relay = Relay("HOK-1", TOPIC, Outbox(3), opened, cursor, FixedClock(NOW), Failpoints())
    relay.start()
    eventually(lambda: cursor.read().sequence == 3, "the log is tried until it answers")
    relay.stop()
    assert [each.sequence for each in on_the_log(log)] == [1, 2, 3]


def test_a_log_held_by_another_process_is_tried_again(
    log: EmbeddedLog, cursor: FullDisk, tmp_path: Path
) -> None:
    relay = relay_of(Outbox(3), log, cursor)
    with closing(sqlite3.connect(tmp_path / "log.db", isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogUnavailable):
            relay.relay_once()
    relay.close()
    assert relay.relay_once() == 3
    relay.close()
    assert [each.sequence for each in on_the_log(log)] == [1, 2, 3]


def test_nothing_is_sent_to_a_log_that_lost_what_it_acknowledged(
    log: EmbeddedLog, cursor: FullDisk
) -> None:
    cursor.move(7, NOW)
    relay = relay_of(Outbox(9), log, cursor)
    with pytest.raises(LogShorterThanAcknowledged, match="ends at 0 but acknowledged 7"):
        relay.relay_once()
    assert on_the_log(log) == []
