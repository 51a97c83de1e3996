"""People by name in any variant: what the reader may see of them, and nothing else (V2)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from projections.household.reach import PERSON
from projections.household.reading import HouseholdReading
from projections.household.view import Value
from projections.identity.name import TokenScope, lookup_tokens, stored_tokens
from projections.identity.wareki import parse_date
from projections.visibility.reader import Reader
from schemas.uuids import uuid_text
from services.query.households import Households
from services.query.view_reader import ViewReader
from services.views.current import current_file
from services.views.token_key import TokenKey

MOST_TRIED = 500
"""[cfg] Of how many people of one name a search looks at the records."""

_RANK: Mapping[str, int] = {TokenScope.WHOLE: 0, TokenScope.PART: 1, TokenScope.WEAK: 2}
_NAMES = ("NAME", "NAME_KANA")


@dataclass(frozen=True, slots=True)
class Found:
    """One person a search found, and what is recorded of it."""

    person: bytes
    households: tuple[str, ...]
    names: tuple[Value, ...]
    exact: bool
    reading: HouseholdReading


class People:
    """Finds people. Safe to use from several threads."""

    def __init__(
        self, households: Households, views: ViewReader, identity: Path, token_key: TokenKey
    ) -> None:
        self._households = households
        self._views = views
        self._identity = identity
        self._token_key = token_key

    def find(self, reader: Reader, name: str, born: date | None, limit: int) -> list[Found]:
        """People by name, best match first; ``born`` narrows.

        A person is found by what the reader may see of them: a name that another agency knows
        must not be confirmed by a hit.
        """
        found: list[Found] = []
        with self._views.snapshot() as snapshot:
            for person, exact in self._candidates(name, born)[:MOST_TRIED]:
                reading = self._households.read(snapshot, reader, (PERSON, person)).household
                names = tuple(_said_of(person, reading, _NAMES))
                if names and _matches(names, name) and _born(person, reading, born):
                    found.append(_found(person, reading, names, exact=exact))
                if len(found) == limit:
                    break
        return found

    def _candidates(self, name: str, born: date | None) -> list[tuple[bytes, bool]]:
        """(person, exact) by token, best first; ties by pseudonym, which says nothing."""
        path = current_file(self._identity, "identity")
        ranks: dict[bytes, int] = {}
        connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        try:
            for token in lookup_tokens(name):
                keyed = self._token_key.token("NAME", token.key)
                for person, scope in connection.execute(
                    "SELECT person, scope FROM token WHERE token=?", (keyed,)
                ):
                    rank = max(_RANK[scope], _RANK[token.scope])
                    ranks[person] = min(ranks.get(person, rank), rank)
            if born is not None:
                keyed = self._token_key.token("BIRTH", born.isoformat())
                rows = connection.execute("SELECT person FROM token WHERE token=?", (keyed,))
                same_day = {row[0] for row in rows}
                ranks = {person: rank for person, rank in ranks.items() if person in same_day}
        finally:
            connection.close()
        ordered = sorted(ranks, key=lambda person: (ranks[person], person))
        return [(person, ranks[person] < _RANK[TokenScope.WEAK]) for person in ordered]


def _said_of(person: bytes, reading: HouseholdReading, fields: tuple[str, ...]) -> Iterator[Value]:
    ref = uuid_text(person)
    for member in reading.view.members if reading.view is not None else ():
        if ref == member.person_ref or ref in member.joined_refs:
            for value in member.attributes:
                if value.field.partition("/")[0] in fields and not value.redacted:
                    yield value


def _matches(names: tuple[Value, ...], asked: str) -> bool:
    wanted = {token.key for token in lookup_tokens(asked)}
    return any(
        not wanted.isdisjoint(token.key for token in stored_tokens(value.value)) for value in names
    )


def _born(person: bytes, reading: HouseholdReading, born: date | None) -> bool:
    if born is None:
        return True
    stated = _said_of(person, reading, ("BIRTH_DATE",))
    return any(parse_date(value.value).exact == born for value in stated)


def _found(
    person: bytes, reading: HouseholdReading, names: tuple[Value, ...], *, exact: bool
) -> Found:
    view = reading.view
    current = (view.household_id,) if view is not None and view.household_id else ()
    placed = tuple(map(uuid_text, reading.household_ids))
    return Found(person, current or placed, names, exact, reading)
