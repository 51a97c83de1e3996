"""What the embedded log does beyond the contract of ``tests/contracts/test_log.py``."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest

from schemas.record import LogRecord, leaf_bytes
from services.log.embedded import EmbeddedLog
from services.log.port import LogTruncated, LogUnavailable
from tests.log_places import record

TOPIC = "enishi.130001.HOK-1"


def log_with(path: Path, count: int) -> EmbeddedLog:
    """A log whose one topic holds that many records."""
    log = EmbeddedLog(path)
    log.ensure([TOPIC])
    with closing(log.writer()) as writer:
        writer.append(TOPIC, [record(number) for number in range(1, count + 1)])
    return log


def create_topic_together(path: Path, start: Barrier, topic: str) -> None:
    """Open the log at the same moment as the others, and create a topic."""
    start.wait()
    with closing(EmbeddedLog(path)) as log:
        log.ensure([topic, TOPIC])


def test_the_file_can_be_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(log_with(path, 1)):
        modes = {each.name: stat.S_IMODE(each.stat().st_mode) for each in tmp_path.iterdir()}
    assert modes == {"log.sqlite": 0o600, "log.sqlite-wal": 0o600, "log.sqlite-shm": 0o600}


def test_processes_that_start_together_share_one_new_file(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    context = get_context("spawn")
    start = context.Barrier(4)
    topics = [f"enishi.130001.KOD-{number}" for number in range(4)]
    processes = [
        context.Process(target=create_topic_together, args=(path, start, topic)) for topic in topics
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0, 0]
    with closing(EmbeddedLog(path)) as log:
        assert log.topics() == [TOPIC, *topics]


def test_the_stored_bytes_are_the_canonical_leaf_bytes(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(log_with(path, 2)), closing(sqlite3.connect(path)) as file:
        stored = [leaf for (leaf,) in file.execute("SELECT leaf FROM record ORDER BY place")]
    assert stored == [leaf_bytes(record(1)), leaf_bytes(record(2))]


def test_a_damaged_frame_is_delivered_bare_and_the_records_behind_it_too(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(log_with(path, 3)) as log:
        damaged = leaf_bytes(record(2))[:-1]
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute(
                "UPDATE record SET leaf = ? WHERE leaf = ?", (damaged, leaf_bytes(record(2)))
            )
        with closing(log.reader({TOPIC: 0})) as reader:
            found = [each.record for each in reader.poll(10, 0.0)]
    assert found == [record(1), LogRecord(b"", (), damaged), record(3)]


def test_a_record_missing_in_the_middle_is_an_error_that_returns_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(log_with(path, 3)) as log:
        with closing(sqlite3.connect(path, isolation_level=None)) as file:
            file.execute("DELETE FROM record WHERE leaf = ?", (leaf_bytes(record(2)),))
        with closing(log.reader({TOPIC: 0})) as reader:
            with pytest.raises(LogTruncated) as lost:
                reader.poll(10, 0.0)
            with pytest.raises(LogUnavailable):
                reader.poll(1, 0.0)
        assert (lost.value.topic, lost.value.position) == (TOPIC, 0)
        with closing(log.reader({TOPIC: 0})) as another:
            assert another.poll(1, 0.0)[0].record == record(1)


def test_a_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA user_version=7")
    with pytest.raises(LogUnavailable, match=r"layout 7.*layout 1"):
        EmbeddedLog(path)


def test_a_file_that_is_no_database_is_unavailable_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(b"no database" * 100)
    with pytest.raises(LogUnavailable, match=r"notes\.txt"):
        EmbeddedLog(path)
    assert path.read_bytes() == b"no database" * 100


def test_an_append_that_cannot_get_the_file_writes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    with closing(log_with(path, 1)), closing(EmbeddedLog(path, busy_seconds=0.0)) as impatient:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            writer = impatient.writer()
            with pytest.raises(LogUnavailable, match="locked"):
                writer.append(TOPIC, [record(2)])
            other.execute("ROLLBACK")
        assert impatient.high_water([TOPIC]) == {TOPIC: 1}
