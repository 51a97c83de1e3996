"""The SQLite file behind the embedded log: its layout and the statements that touch it.

A record's place is one integer, ``topic number << 40 | offset``: a topic's records lie side by
side, its last one is a single seek, and no second index has to be written.

Source: https://www.sqlite.org/lang_createtable.html#rowid.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from schemas.record import LogRecord, MalformedFrame, parse_leaf
from services.log.port import Delivered, LogUnavailable

_OFFSET_BITS = 40
_LAYOUT = 1
_SCHEMA = """
CREATE TABLE topic (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE record (place INTEGER PRIMARY KEY, leaf BLOB NOT NULL);
"""


@contextmanager
def storage(path: Path, doing: str) -> Iterator[None]:
    """Turn every SQLite and file error into LogUnavailable naming the file and the step."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise LogUnavailable(f"embedded log {path}: {doing}: {error}") from error


def connect(path: Path, busy_seconds: float) -> sqlite3.Connection:
    """A connection to the file, created with mode 0600 where absent.

    Raises sqlite3.Error, OSError, and LogUnavailable where another layout is found.
    """
    if not path.exists():
        _create(path)
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=rw",
        uri=True,
        timeout=busy_seconds,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found != _LAYOUT:
            raise LogUnavailable(
                f"embedded log {path}: layout {found}, this program reads layout {_LAYOUT}: "
                "open it with the version that wrote it"
            )
        connection.execute("PRAGMA synchronous=FULL")
    except BaseException:
        connection.close()
        raise
    return connection


def _create(path: Path) -> None:
    """Make the file complete under another name, then link it into place.

    Processes that start together must not see a half-made file, and switching a file to WAL
    does not wait for a lock. Nor may the file ever be opened and closed beside SQLite: closing
    drops the process's locks on it (https://www.sqlite.org/howtocorrupt.html section 2.2).
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    making = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    os.close(os.open(making, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o600))
    try:
        connection = sqlite3.connect(making, isolation_level=None)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(_SCHEMA)
            connection.execute(f"PRAGMA user_version={_LAYOUT}")
        finally:
            connection.close()
        with suppress(FileExistsError):
            os.link(making, path)
    finally:
        making.unlink()
    directory = os.open(path.parent, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """One write transaction, holding the file's write lock from its first statement on."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def create_topics(connection: sqlite3.Connection, topics: Sequence[str]) -> None:
    """Give each topic a number; topics that have one keep it."""
    with transaction(connection):
        connection.executemany(
            "INSERT INTO topic (name) VALUES (?) ON CONFLICT (name) DO NOTHING",
            [(topic,) for topic in topics],
        )


def topic_numbers(connection: sqlite3.Connection) -> dict[str, int]:
    """Every topic's number, by name in ascending order."""
    return dict(connection.execute("SELECT name, number FROM topic ORDER BY name"))


def topic_number(connection: sqlite3.Connection, topic: str) -> int:
    """The topic's number. Raises LogUnavailable where it was never created."""
    row = connection.execute("SELECT number FROM topic WHERE name = ?", (topic,)).fetchone()
    if row is None:
        raise LogUnavailable(f"topic {topic} does not exist: create it with ensure()")
    number: int = row[0]
    return number


def topic_end(connection: sqlite3.Connection, number: int) -> int:
    """The position one behind the topic's last record, 0 when empty."""
    base = number << _OFFSET_BITS
    (last,) = connection.execute(
        "SELECT max(place) FROM record WHERE place >= ? AND place < ?",
        (base, base + (1 << _OFFSET_BITS)),
    ).fetchone()
    return 0 if last is None else last - base + 1


def append_leaves(connection: sqlite3.Connection, topic: str, leaves: Sequence[bytes]) -> None:
    """Append canonical leaf bytes behind the topic's last record, in one transaction."""
    with transaction(connection):
        number = topic_number(connection, topic)
        first = (number << _OFFSET_BITS) + topic_end(connection, number)
        connection.executemany("INSERT INTO record VALUES (?, ?)", enumerate(leaves, first))


def records_from(
    connection: sqlite3.Connection, topic: str, number: int, position: int, limit: int
) -> list[Delivered]:
    """Up to ``limit`` records of the topic from ``position`` on, in order."""
    base = number << _OFFSET_BITS
    rows = connection.execute(
        "SELECT place, leaf FROM record WHERE place >= ? AND place < ? ORDER BY place LIMIT ?",
        (base + position, base + (1 << _OFFSET_BITS), limit),
    ).fetchall()
    return [Delivered(topic, place - base, record_of(leaf)) for place, leaf in rows]


def records_before(
    connection: sqlite3.Connection, topic: str, number: int, count: int
) -> list[Delivered]:
    """The last ``count`` records of the topic, oldest first."""
    end = topic_end(connection, number)
    first = max(0, end - count)
    return records_from(connection, topic, number, first, end - first)


def record_of(leaf: bytes) -> LogRecord:
    """The record of these leaf bytes; where they are no frame, the bytes as a bare value.

    A damaged frame must not stop its topic: the reader's decoder refuses the bare value and
    sets that one record aside, and the Merkle audit names its sequence.
    """
    try:
        return parse_leaf(leaf)
    except MalformedFrame:
        return LogRecord(b"", (), leaf)
