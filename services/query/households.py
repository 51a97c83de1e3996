"""The shared household view, computed when it is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from projections.household.build import household_view
from projections.household.closure import collect
from projections.household.reach import CASE, HOUSEHOLD, PERSON, Key
from projections.household.view import HouseholdView, Value
from projections.identity.name import TokenScope, lookup_tokens
from projections.sources import StaleSource, stale_sources
from projections.stored_event import StoredEvent
from schemas.codec import Body, Codec
from schemas.sealing import OpeningKeys, open_part
from services.clock import Clock
from services.query.view_reader import ViewReader, ViewSnapshot
from services.views.current import current_file
from services.views.token_key import TokenKey

_RANK: Mapping[str, int] = {TokenScope.WHOLE: 0, TokenScope.PART: 1, TokenScope.WEAK: 2}


@dataclass(frozen=True, slots=True)
class Reading:
    """One household as read, with what the reader must be warned of."""

    view: HouseholdView
    stale: tuple[StaleSource, ...]
    set_aside: bool
    sharing_closed: bool


@dataclass(frozen=True, slots=True)
class Found:
    """One person a search found; ``exact`` where the match is more than the sound of a name."""

    person: bytes
    households: tuple[str, ...]
    names: tuple[Value, ...]
    exact: bool


class Households:
    """Reads households and finds people. Safe to use from several threads."""

    def __init__(
        self,
        views: ViewReader,
        identity: Path,
        token_key: TokenKey,
        codec: Codec,
        keys: OpeningKeys,
        clock: Clock,
    ) -> None:
        self._views = views
        self._identity = identity
        self._token_key = token_key
        self._codec = codec
        self._keys = keys
        self._clock = clock

    def get(self, subject: Key) -> Reading | None:
        """The household of a household id, a person or a case; None where nothing is known."""
        with self._views.snapshot() as snapshot:
            return self._read(snapshot, subject)

    def find(self, name: str, born: date | None, limit: int) -> list[Found]:
        """People by name in any variant, best match first; ``born`` narrows."""
        people = self._people(name, born)
        with self._views.snapshot() as snapshot:
            found = []
            for person, exact in people[:limit]:
                reading = self._read(snapshot, (PERSON, person))
                if reading is not None:
                    found.append(_found(person, reading.view, exact=exact))
        return found

    def version(self) -> tuple[str, int]:
        """Changes whenever a reading may have changed."""
        return self._views.version()

    def _read(self, snapshot: ViewSnapshot, subject: Key) -> Reading | None:
        now = self._clock.now()
        events = collect(subject, snapshot.fetch, now)
        if not events:
            return None
        view = household_view(subject, events, self._open, now)
        cases = {case.case_id for case in view.cases}
        agencies = {event.agency for event in events}
        closed = snapshot.closed_sharing()
        return Reading(
            view,
            stale_sources(snapshot.last_heard(), now),
            not cases.isdisjoint(snapshot.set_aside_cases()),
            not cases.isdisjoint(closed.cases) or not agencies.isdisjoint(closed.agencies),
        )

    def _open(self, event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(self._codec, event.envelope, part, self._keys)

    def _people(self, name: str, born: date | None) -> list[tuple[bytes, bool]]:
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


def _found(person: bytes, view: HouseholdView, *, exact: bool) -> Found:
    names = [
        value
        for member in view.members
        for value in member.attributes
        if value.field == "NAME" and value.person_ref.replace("-", "") == person.hex()
    ]
    households = (view.household_id,) if view.household_id else ()
    return Found(person, households, tuple(names), exact)


SUBJECTS: Mapping[str, int] = {"household_id": HOUSEHOLD, "person_ref": PERSON, "case_id": CASE}
"""The three ways to name a household, by their field in ``GetHouseholdRequest``."""
