"""How statements enter the identity service's file: as sets, so that order does not matter (I7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from projections.identity.age import AgeStatus

_NOT_GONE = "NOT EXISTS (SELECT 1 FROM forgotten WHERE person=:person)"
_COMPARABLE = _NOT_GONE + " AND NOT EXISTS (SELECT 1 FROM excluded WHERE person=:person)"


@dataclass(frozen=True, slots=True)
class PairSaid:
    """What one event says of two references, the smaller first."""

    pair: bytes
    one: bytes
    other: bytes
    link_id: bytes
    kind: str
    score: int | None
    agency: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What one event puts into the file. ``slot`` is what its revisions have in common."""

    slot: bytes
    revision: int
    tokens: list[tuple[bytes, bytes, str]] = field(default_factory=list)
    """(token, person, scope)"""
    ages: list[tuple[bytes, AgeStatus]] = field(default_factory=list)
    profiles: dict[bytes, bytes] = field(default_factory=dict)
    """Person → packed traits."""
    pairs: Sequence[PairSaid] = ()


def write_statement(connection: sqlite3.Connection, statement: Statement) -> None:
    """A higher revision replaces. Two payloads of one revision are both kept to be found by, and
    nobody is compared by either (I8)."""
    slot, revision = statement.slot, statement.revision
    row = connection.execute("SELECT revision FROM statement WHERE slot=?", (slot,)).fetchone()
    if row is not None and row[0] > revision:
        return
    contested = row is not None and row[0] == revision
    if row is not None:
        _take_profiles_back(connection, slot)
    if row is not None and not contested:
        for table in ("token", "age", "link"):
            connection.execute(f"DELETE FROM {table} WHERE slot=?", (slot,))
    connection.execute(
        "INSERT INTO statement VALUES (?,?,?) ON CONFLICT (slot) DO UPDATE SET"
        " revision=excluded.revision, contested=excluded.contested",
        (slot, revision, contested),
    )
    _write_tokens(connection, statement)
    _write_pairs(connection, statement)
    if not contested:
        _write_profiles(connection, statement)


def exclude(connection: sqlite3.Connection, people: Iterable[bytes]) -> None:
    """Nobody is compared with these any more, nor with what is said of them later (V4, I5)."""
    for person in people:
        connection.execute(
            f"INSERT OR IGNORE INTO excluded SELECT :person WHERE {_NOT_GONE}", {"person": person}
        )
        for table in ("profile", "changed"):
            connection.execute(f"DELETE FROM {table} WHERE person=?", (person,))


def forget(connection: sqlite3.Connection, people: Iterable[bytes]) -> None:
    """Purge what was kept of people whose keys are destroyed; what comes later is not kept."""
    for person in people:
        connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", (person,))
        for table in ("token", "age", "profile", "excluded", "changed"):
            connection.execute(f"DELETE FROM {table} WHERE person=?", (person,))
        connection.execute("DELETE FROM link WHERE one=? OR other=?", (person, person))


def _take_profiles_back(connection: sqlite3.Connection, slot: bytes) -> None:
    rows = connection.execute("SELECT person FROM profile WHERE slot=?", (slot,)).fetchall()
    connection.execute("DELETE FROM profile WHERE slot=?", (slot,))
    _note_changed(connection, [row[0] for row in rows])


def _write_tokens(connection: sqlite3.Connection, statement: Statement) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO token SELECT :token, :person, :slot, :scope WHERE " + _NOT_GONE,
        [
            {"token": token, "person": person, "slot": statement.slot, "scope": scope}
            for token, person, scope in statement.tokens
        ],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO age SELECT :person, :slot, :class, :year, :month WHERE "
        + _NOT_GONE,
        [
            {
                "person": person,
                "slot": statement.slot,
                "class": status.age_class,
                "year": status.next_change.year if status.next_change else None,
                "month": status.next_change.month if status.next_change else None,
            }
            for person, status in statement.ages
        ],
    )


def _write_profiles(connection: sqlite3.Connection, statement: Statement) -> None:
    written = []
    for person, traits in statement.profiles.items():
        cursor = connection.execute(
            f"INSERT INTO profile SELECT :person, :slot, :traits WHERE {_COMPARABLE}",
            {"person": person, "slot": statement.slot, "traits": traits},
        )
        if cursor.rowcount:
            written.append(person)
    _note_changed(connection, written)


def _write_pairs(connection: sqlite3.Connection, statement: Statement) -> None:
    connection.executemany(
        "INSERT OR IGNORE INTO link SELECT ?,?,?,?,?,?,?,?"
        " WHERE NOT EXISTS (SELECT 1 FROM forgotten WHERE person IN (?,?))",
        [
            (
                said.pair,
                said.one,
                said.other,
                said.link_id,
                said.kind,
                statement.slot,
                said.score,
                said.agency,
                said.one,
                said.other,
            )
            for said in statement.pairs
        ],
    )


def _note_changed(connection: sqlite3.Connection, people: Iterable[bytes]) -> None:
    """At the end again, so that one who reads on from a number misses nobody."""
    connection.executemany(
        "INSERT OR REPLACE INTO changed (person) VALUES (?)", [(person,) for person in people]
    )
