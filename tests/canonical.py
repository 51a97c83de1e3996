"""The canonical text of everything that views show, for comparing it byte by byte (invariant 2).

Facts, what was set aside and what that closes, the household view of every household, person and
case that the facts name, the identity service's tokens and age classes, and the trail.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from projections.household.build import household_view
from projections.household.closure import collect
from projections.household.dump import dump
from projections.household.reach import CASE, HOUSEHOLD, PERSON
from projections.stored_event import StoredEvent
from schemas.codec import Body, codec
from schemas.sealing import OpeningKeys, open_part
from services.projector.dump import facts, reading
from services.projector.trail_store import TrailStore
from services.query.view_reader import ViewSnapshot

_IDENTITY_TABLES = ("statement", "token", "age", "profile", "link", "excluded", "forgotten")


def canonical_dump(household: Path, keys: OpeningKeys, now: datetime) -> Iterator[str]:
    """The lines of a household view's file, sealed values opened with ``keys``, as of ``now``."""

    def opened(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(codec(), event.envelope, part, keys)

    with reading(household) as connection:
        yield from facts(connection)
        snapshot = ViewSnapshot(connection, codec())
        closed = snapshot.closed_sharing()
        yield json.dumps({"cases": sorted(closed.cases), "agencies": sorted(closed.agencies)})
        for kind in (HOUSEHOLD, PERSON, CASE):
            for identifier in snapshot.identifiers(kind):
                events = collect((kind, identifier), snapshot.fetch, now)
                if events:
                    yield f"{kind} {identifier.hex()}\n"
                    yield dump([household_view((kind, identifier), events, opened, now)])


def identity_dump(identity: Path) -> Iterator[str]:
    """The lines of an identity file: its tables hold natural keys only."""
    with closing(sqlite3.connect(f"file:{identity}?mode=ro", uri=True)) as connection:
        for table in _IDENTITY_TABLES:
            for row in sorted(map(_text, connection.execute(f"SELECT * FROM {table}"))):
                yield f"{table} {row}\n"


def trail_dump(trail: Path) -> Iterator[str]:
    """The lines of a trail's file."""
    with reading(trail) as connection:
        yield from TrailStore().facts(connection)


def _text(row: tuple[Any, ...]) -> str:
    values = [value.hex() if isinstance(value, bytes) else value for value in row]
    return json.dumps(values, ensure_ascii=False)
