"""The identity service's file: keyed tokens for search, and age classes. No name, no birth date.

IDENTITY parts are opened on arrival, in memory only; what stays is tokens whose key never leaves
this service, and for each person the age class with the month of its next change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from typing import Any

from projections.household.opened import OpenPart, opened_parts
from projections.household.reach import record_key
from projections.identity.age import AgeStatus, age_status
from projections.identity.name import stored_tokens
from projections.identity.wareki import parse_date
from projections.stored_event import StoredEvent
from schemas.record import LogRecord
from schemas.times import from_micros
from services.projector.identity_dump import identity_facts
from services.views.sources import Source
from services.views.token_key import TokenKey

TABLES = """
CREATE TABLE IF NOT EXISTS statement (
    slot BLOB PRIMARY KEY,
    revision INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS token (
    token BLOB NOT NULL,
    person BLOB NOT NULL,
    slot BLOB NOT NULL,
    scope TEXT NOT NULL,
    PRIMARY KEY (token, person, slot, scope)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS token_by_slot ON token (slot);
CREATE TABLE IF NOT EXISTS age (
    person BLOB NOT NULL,
    slot BLOB NOT NULL,
    class TEXT NOT NULL,
    change_year INTEGER,
    change_month INTEGER,
    PRIMARY KEY (person, slot)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS age_by_slot ON age (slot);
CREATE TABLE IF NOT EXISTS forgotten (person BLOB PRIMARY KEY) WITHOUT ROWID;
"""

NAMES = frozenset({"NAME", "NAME_KANA"})
_Statement = tuple[bytes, int, list[tuple[bytes, bytes, str]], list[tuple[bytes, AgeStatus]]]


class IdentityStore:
    """Writes the identity service's file."""

    tables = TABLES
    interest: frozenset[str] | None = frozenset(
        {"PersonRegistered", "AttributeAsserted", "KeyDestroyed"}
    )

    def __init__(self, key: TokenKey, open_part: OpenPart) -> None:
        self._key = key
        self._open_part = open_part
        self._statements: list[_Statement] = []
        self._forgotten: list[bytes] = []

    def open(self, connection: sqlite3.Connection) -> None:
        """Begin with this file."""

    def take(self, source: Source, sequence: int, event: StoredEvent, record: LogRecord) -> None:
        """Take one event into the batch."""
        if event.name == "KeyDestroyed":
            self._forgotten.append(event.body["person"])
            return
        tokens: list[tuple[bytes, bytes, str]] = []
        ages: list[tuple[bytes, AgeStatus]] = []
        for person, attribute, value in self._stated(event):
            if attribute in NAMES:
                tokens += [
                    (self._key.token("NAME", token.key), person, token.scope)
                    for token in stored_tokens(value)
                ]
            elif attribute == "BIRTH_DATE":
                stated = parse_date(value)
                at = from_micros(event.envelope["ingested_at"])
                ages.append((person, age_status(stated.earliest, stated.latest, at)))
                if stated.exact is not None:
                    tokens.append((self.birth_token(stated.exact), person, "BIRTH"))
        slot = record_key(event)[1]
        self._statements.append((slot, event.envelope["source_revision"], tokens, ages))

    def birth_token(self, day: date) -> bytes:
        """The token of an exactly known date of birth."""
        return self._key.token("BIRTH", day.isoformat())

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the batch; part of the caller's transaction."""
        for statement in self._statements:
            _write_statement(connection, statement)
        for person in self._forgotten:
            connection.execute("INSERT OR IGNORE INTO forgotten VALUES (?)", (person,))
            connection.execute("DELETE FROM token WHERE person=?", (person,))
            connection.execute("DELETE FROM age WHERE person=?", (person,))

    def clear(self) -> None:
        """The batch is committed."""
        self._statements, self._forgotten = [], []

    def value_at(self, source: Source, sequence: int) -> bytes | None:
        """It keeps no values; the household view compares them."""
        return None

    def forget(self) -> None:
        """Drop the batch: its transaction failed."""
        self.clear()

    def facts(self, connection: sqlite3.Connection) -> Iterator[str]:
        """The canonical dump of a file of this projection."""
        return identity_facts(connection)

    def _stated(self, event: StoredEvent) -> Iterator[tuple[bytes, str, str]]:
        """(person, attribute, value) of the identity attributes, opened in memory."""
        for opened in opened_parts(event, self._open_part):
            if opened.field_code != "IDENTITY" or opened.fields is None:
                continue
            if event.name == "AttributeAsserted":
                yield opened.person_ref, event.body["attribute"], opened.fields["value"]
                continue
            attributes: list[dict[str, Any]] = opened.fields["attributes"]
            for stated in attributes:
                yield opened.person_ref, stated["attribute"], stated["value"]


def _write_statement(connection: sqlite3.Connection, statement: _Statement) -> None:
    """A higher revision replaces; two payloads of one revision are both kept, to be found by."""
    slot, revision, tokens, ages = statement
    row = connection.execute("SELECT revision FROM statement WHERE slot=?", (slot,)).fetchone()
    if row is not None and row[0] > revision:
        return
    if row is not None and row[0] < revision:
        connection.execute("DELETE FROM token WHERE slot=?", (slot,))
        connection.execute("DELETE FROM age WHERE slot=?", (slot,))
    connection.execute(
        "INSERT INTO statement VALUES (?,?)"
        " ON CONFLICT (slot) DO UPDATE SET revision=excluded.revision",
        (slot, revision),
    )
    gone = "SELECT 1 FROM forgotten WHERE person=?"
    connection.executemany(
        "INSERT OR IGNORE INTO token SELECT ?,?,?,? WHERE NOT EXISTS (" + gone + ")",
        [(token, person, slot, scope, person) for token, person, scope in tokens],
    )
    connection.executemany(
        "INSERT OR REPLACE INTO age SELECT ?,?,?,?,? WHERE NOT EXISTS (" + gone + ")",
        [
            (
                person,
                slot,
                status.age_class,
                status.next_change.year if status.next_change else None,
                status.next_change.month if status.next_change else None,
                person,
            )
            for person, status in ages
        ],
    )
