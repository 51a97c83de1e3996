"""The identity service's file: keyed tokens for search and linking, and age classes.

IDENTITY, ADDRESS and CONTACT parts are opened on arrival, in memory only; what stays is tokens
whose key never leaves this service, and for each person the age class with the month of its next
change. Who is flagged or protected, by any event, is left out of every comparison (V4, I5).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from typing import Any, Final

from projections.household.opened import OpenPart, opened_parts
from projections.household.reach import record_key
from projections.identity.age import age_status
from projections.identity.match import candidate_id
from projections.identity.name import name_keys, search_tokens
from projections.identity.profile import pack_traits
from projections.identity.traits import Trait, TraitKind, birth_traits, name_traits, stated_traits
from projections.identity.wareki import parse_date
from projections.stored_event import StoredEvent
from schemas.record import LogRecord
from schemas.times import from_micros
from services.projector.identity_dump import identity_facts
from services.projector.identity_statements import (
    PairSaid,
    Statement,
    exclude,
    forget,
    write_statement,
)
from services.projector.identity_tables import TABLES
from services.views.identity_file import CONFIRMED, PROPOSED, REVOKED
from services.views.sources import Source
from services.views.token_key import TokenKey

NAMES: Final = frozenset({"NAME", "NAME_KANA"})
STATED: Final = frozenset({"PersonRegistered", "AttributeAsserted"})
LINKS: Final = {
    "PersonLinkProposed": PROPOSED,
    "PersonLinkConfirmed": CONFIRMED,
    "PersonLinkRevoked": REVOKED,
}
PROTECTION: Final = "AddressProtectionApplied"
GUARDED: Final = frozenset({"ABUSE_DV", "PROTECTED"})
OPENED: Final = frozenset({"IDENTITY", "ADDRESS", "CONTACT"})
"""The field codes whose sealed parts this service opens."""


class IdentityStore:
    """Writes the identity service's file."""

    tables = TABLES
    interest: frozenset[str] | None = STATED | LINKS.keys() | {PROTECTION, "KeyDestroyed"}
    compartments = GUARDED

    def __init__(self, key: TokenKey, open_part: OpenPart) -> None:
        self._key = key
        self._open_part = open_part
        self._statements: list[Statement] = []
        self._excluded: list[bytes] = []
        self._forgotten: list[bytes] = []

    def open(self, connection: sqlite3.Connection) -> None:
        """Begin with this file."""

    def take(self, source: Source, sequence: int, event: StoredEvent, record: LogRecord) -> None:
        """Take one event into the batch."""
        guarded = event.envelope["compartment"] in GUARDED
        if event.name == "KeyDestroyed":
            self._forgotten.append(event.body["person"])
        elif event.name in STATED:
            self._statements.append(self._stated(event, guarded=guarded))
        elif event.name in LINKS:
            self._statements.append(_linked(event))
        if guarded or event.name == PROTECTION:
            self._excluded += event.envelope["person_refs"]

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the batch; part of the caller's transaction."""
        for statement in self._statements:
            write_statement(connection, statement)
        exclude(connection, self._excluded)
        forget(connection, self._forgotten)

    def clear(self) -> None:
        """The batch is committed."""
        self._statements, self._excluded, self._forgotten = [], [], []

    def value_at(self, source: Source, sequence: int) -> bytes | None:
        """It keeps no values; the household view compares them."""
        return None

    def forget(self) -> None:
        """Drop the batch: its transaction failed."""
        self.clear()

    def facts(self, connection: sqlite3.Connection) -> Iterator[str]:
        """The canonical dump of a file of this projection."""
        return identity_facts(connection)

    def _stated(self, event: StoredEvent, *, guarded: bool) -> Statement:
        """The tokens to find people by, and, unless a guarded event says it, to compare them by."""
        statement = Statement(record_key(event)[1], event.envelope["source_revision"])
        profiles: dict[bytes, list[tuple[TraitKind, bytes]]] = {}
        for person, attribute, value in self._attributes(event):
            traits = list(self._read(statement, event, person, attribute, value))
            if not guarded:
                profiles.setdefault(person, []).extend(
                    (trait.kind, self._key.token(trait.domain, trait.key)) for trait in traits
                )
        for person, compared in profiles.items():
            if compared:
                statement.profiles[person] = pack_traits(compared)
            for kind, token in compared:
                if kind is TraitKind.MUNICIPAL_ID:
                    statement.tokens.append((token, person, kind.name))
        return statement

    def _read(
        self, statement: Statement, event: StoredEvent, person: bytes, attribute: str, value: str
    ) -> Iterator[Trait]:
        """What to compare by; what to find by goes into the statement. Each value is read once,
        which is most of what a registration costs here."""
        if attribute in NAMES:
            keys = name_keys(value)
            statement.tokens.extend(
                (self._key.token("NAME", token.key), person, token.scope)
                for token in search_tokens(keys)
            )
            yield from name_traits(attribute, keys)
        elif attribute == "BIRTH_DATE":
            stated = parse_date(value)
            at = from_micros(event.envelope["ingested_at"])
            statement.ages.append((person, age_status(stated.earliest, stated.latest, at)))
            if stated.exact is not None:
                statement.tokens.append((self.birth_token(stated.exact), person, "BIRTH"))
            yield from birth_traits(stated)
        else:
            yield from stated_traits(attribute, value)

    def birth_token(self, day: date) -> bytes:
        """The token of an exactly known date of birth."""
        return self._key.token("BIRTH", day.isoformat())

    def _attributes(self, event: StoredEvent) -> Iterator[tuple[bytes, str, str]]:
        """(person, attribute, value) of what was stated, opened in memory; no other part is."""
        parts = [part for part in event.body["sealed"] if part["field_code"] in OPENED]
        needed = event._replace(body={**event.body, "sealed": parts})
        for opened in opened_parts(needed, self._open_part):
            if opened.fields is None:
                continue
            if event.name == "AttributeAsserted":
                yield opened.person_ref, event.body["attribute"], opened.fields["value"]
                continue
            attributes: list[dict[str, Any]] = opened.fields["attributes"]
            for stated in attributes:
                yield opened.person_ref, stated["attribute"], stated["value"]


def _linked(event: StoredEvent) -> Statement:
    body = event.body
    pairs = [
        PairSaid(
            candidate_id(one, other),
            one,
            other,
            body["link_id"],
            LINKS[event.name],
            body.get("score_permille"),
            event.agency,
        )
        for one, other in combinations(sorted(set(body["refs"])), 2)
    ]
    return Statement(record_key(event)[1], event.envelope["source_revision"], pairs=pairs)
