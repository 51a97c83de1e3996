"""The canonical text of a whole view: what must be byte-equal after any interleaving (I7).

Natural keys only: agency and sequence, event ids, ids from the log. No row number, position or
counter of duplicates takes part.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from services.views.numbering import event_number, source_and_sequence

_KINDS = {
    1: "person",
    2: "case",
    3: "household",
    4: "cited",
    5: "record",
    6: "link",
    7: "to_agency",
    8: "referral",
    9: "joined",
    10: "standing",
    11: "member",
    12: "type",
}


def dump_facts(path: Path) -> Iterator[str]:
    """The stored facts: events, the keys they are found by, and what was set aside.

    Lines are in one order: agency, sequence; then kind, id, agency, sequence.
    """
    with reading(path) as connection:
        yield from facts(connection)


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """One consistent reading of a view that may be written meanwhile."""
    uri = f"file:{path}?mode=ro"
    with closing(sqlite3.connect(uri, uri=True, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        yield connection


def facts(connection: sqlite3.Connection) -> Iterator[str]:
    """As dump_facts, of an open reading."""
    agencies = dict(connection.execute("SELECT n, agency FROM source").fetchall())
    yield from _events(connection, agencies)
    yield from _touches(connection, agencies)
    yield from dead_letter_lines(connection)


def facts_hash(lines: Iterable[str]) -> str:
    """SHA-256 of a dump, hex: two views with the same hash hold the same facts."""
    digest = hashlib.sha256()
    for line in lines:
        digest.update(line.encode())
    return digest.hexdigest()


def _events(connection: sqlite3.Connection, agencies: Mapping[int, str]) -> Iterator[str]:
    for number in sorted(agencies, key=agencies.__getitem__):
        rows = connection.execute(
            "SELECT n, event_id, value FROM event WHERE n BETWEEN ? AND ? ORDER BY n",
            (event_number(number, 0), event_number(number + 1, 0) - 1),
        )
        for row, event_id, value in rows:
            _, sequence = source_and_sequence(row)
            yield dump_line(
                event=event_id.hex(),
                agency=agencies[number],
                sequence=sequence,
                value=hashlib.sha256(value).hexdigest(),
            )


def _touches(connection: sqlite3.Connection, agencies: Mapping[int, str]) -> Iterator[str]:
    rows = connection.execute("SELECT kind, id, n FROM key JOIN touch USING (k) ORDER BY kind, id")
    group: tuple[int, bytes] | None = None
    lines: list[tuple[str, int]] = []
    for kind, identifier, row in rows:
        if group is not None and (kind, identifier) != group:
            yield from _touch_lines(group, lines)
            lines = []
        group = (kind, identifier)
        source, sequence = source_and_sequence(row)
        lines.append((agencies[source], sequence))
    if group is not None:
        yield from _touch_lines(group, lines)


def _touch_lines(group: tuple[int, bytes], lines: list[tuple[str, int]]) -> Iterator[str]:
    for agency, sequence in sorted(lines):
        yield dump_line(kind=_KINDS[group[0]], id=group[1].hex(), agency=agency, sequence=sequence)


def dead_letter_lines(connection: sqlite3.Connection) -> Iterator[str]:
    """What was set aside, by agency and sequence; in the dump of every view."""
    rows = connection.execute(
        "SELECT agency, sequence, leaf_hash, event_type, subject, reason FROM dead_letter"
        " ORDER BY agency, sequence, leaf_hash"
    )
    for agency, sequence, leaf, event_type, subject, reason in rows:
        yield dump_line(
            set_aside=leaf.hex(),
            agency=agency,
            sequence=sequence,
            event_type=event_type,
            subject=subject,
            reason=reason,
        )


def dump_line(**content: Any) -> str:
    """One line of a dump: JSON with sorted keys."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
