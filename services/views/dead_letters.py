"""Records that could not be applied: set aside in the same commit, shown, retried or dropped.

Views are sets, so nothing waits behind a bad record. Where its type restricts (a withdrawn
consent, a protected address), sharing of its subject is closed until it is resolved; where its
type cannot be read, sharing from that whole source is (fail closed).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schemas.catalogue import Catalogue, UnknownEventType
from schemas.record import SUBJECT_HEADER, TYPE_HEADER, LogRecord, leaf_bytes, leaf_hash

LABEL_PREFIX = "jp.enishi."


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """``number`` names it on the command line; ``event_type`` and ``subject`` come from headers."""

    number: int
    agency: str
    sequence: int | None
    leaf_hash: bytes
    event_type: str | None
    subject: str | None
    reason: str
    frame: bytes


@dataclass(frozen=True, slots=True)
class ClosedSharing:
    """What may not be shared until dead letters are resolved."""

    cases: frozenset[str]
    agencies: frozenset[str]


def set_aside(
    agency: str, sequence: int | None, record: LogRecord, reason: str
) -> tuple[str, int | None, bytes, str | None, str | None, str, bytes]:
    """The row of a record that could not be applied; ``reason`` is a code, never content."""
    frame = leaf_bytes(record)
    return (
        agency,
        sequence,
        leaf_hash(frame),
        _text(record, TYPE_HEADER),
        _text(record, SUBJECT_HEADER),
        reason,
        frame,
    )


def write_dead_letters(
    connection: sqlite3.Connection,
    rows: Iterable[tuple[str, int | None, bytes, str | None, str | None, str, bytes]],
) -> None:
    """Keep set-aside records; the same one twice is kept once."""
    connection.executemany(
        "INSERT OR IGNORE INTO dead_letter"
        " (agency, sequence, leaf_hash, event_type, subject, reason, frame)"
        " VALUES (?,?,?,?,?,?,?)",
        rows,
    )


def dead_letters(connection: sqlite3.Connection) -> list[DeadLetter]:
    """Every record set aside, oldest first."""
    rows = connection.execute(
        "SELECT n, agency, sequence, leaf_hash, event_type, subject, reason, frame"
        " FROM dead_letter ORDER BY n"
    )
    return [DeadLetter(*row) for row in rows]


def remove_dead_letter(connection: sqlite3.Connection, number: int) -> None:
    """Forget a record that was applied after all, or dropped."""
    connection.execute("DELETE FROM dead_letter WHERE n=?", (number,))


def closed_sharing(letters: Sequence[DeadLetter], catalogue: Catalogue) -> ClosedSharing:
    """What the set-aside records close.

    A restricting record without a readable subject closes its whole source.
    """
    cases: set[str] = set()
    agencies: set[str] = set()
    for letter in letters:
        restricts = _restricts(letter.event_type, catalogue)
        if restricts is None:
            agencies.add(letter.agency)
        elif restricts and letter.subject:
            cases.add(letter.subject)
        elif restricts:
            agencies.add(letter.agency)
    return ClosedSharing(frozenset(cases), frozenset(agencies))


def _restricts(label: str | None, catalogue: Catalogue) -> bool | None:
    """Whether a type restricts sharing; None where the label cannot be read."""
    if label is None or not label.startswith(LABEL_PREFIX):
        return None
    try:
        return catalogue.latest(label.removeprefix(LABEL_PREFIX).split(".")[0]).restricts
    except UnknownEventType:
        return None


def _text(record: LogRecord, name: str) -> str | None:
    raw = record.header(name)
    if raw is None:
        return None
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        return None
