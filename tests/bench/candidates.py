"""candidates: found and wrongly found in a town of invented people, against an exact match.

Everybody is in the municipality's register; one in five is known to an agency too,
each of which writes people down in its own way (``services/generator/people/knowledge``). Who is
truly who is known, so precision and recall are counted, of references without a municipal id.
"""

from __future__ import annotations

import re
import sqlite3
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from projections.identity.wareki import parse_date
from projections.identity.weights import weights
from projections.stored_event import StoredEvent
from schemas.catalogue import catalogue
from schemas.record import LogRecord
from services.generator.agencies import AGENCIES, Agency
from services.generator.people.knowledge import Knowledge, take_down
from services.generator.population import Municipality
from services.linking.candidates import matches_of
from services.projector.identity_store import IdentityStore
from services.projector.identity_tables import TABLES
from services.views.current import current_file
from services.views.identity_file import IdentityFile, IdentitySnapshot
from services.views.sources import Source
from services.views.token_key import TokenKey
from services.views.view_file import ViewFile
from tests.bench.figures import Figure, figure

SEED: Final = 7
BATCH: Final = 5000
SAMPLE: Final = 4000
"""References whose candidates are looked for, spread over the whole town."""

_KNOWING: Final = ("HOK", "SHO", "KOD", "JIR", "OR", "PA", "CT")
_KNOWN_TO: Final = (0, 1, 2, 3)
_SHARES: Final = (80, 14, 5, 1)
_PEOPLE_PER_HOUSEHOLD: Final = 2.2
_SPACES: Final = re.compile(r"\s+")
_MICROS: Final = 1_780_000_000_000_000
_NO_RECORD: Final = LogRecord(b"", (), b"")
_SOURCE: Final = Source(1, "bench", "MU-1", 0, 0, 0, None, None, None, None)


class JoinedWrongly(Exception):
    """Two people would be joined without a steward: a bug, whatever the figures say."""


@dataclass(slots=True)
class _Counted:
    """``right`` and ``wrong`` of what was found, ``missed`` of what is true; seconds of asking."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    seconds: float = 0.0

    def add(self, found: set[bytes], true: set[bytes]) -> None:
        """One reference's answer."""
        self.right += len(found & true)
        self.wrong += len(found - true)
        self.missed += len(true - found)

    @property
    def precision(self) -> float:
        """Percent of what was found."""
        return 100 * self.right / max(1, self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Percent of what is true."""
        return 100 * self.right / max(1, self.right + self.missed)


@dataclass(slots=True)
class _Town:
    """Reference → who it truly is, and the reverse; and whose candidates are looked for."""

    who: dict[bytes, str] = field(default_factory=dict)
    refs: dict[str, list[bytes]] = field(default_factory=dict)
    asked: list[tuple[bytes, Knowledge]] = field(default_factory=list)

    def others(self, ref: bytes) -> set[bytes]:
        """Every other reference of the same person."""
        return set(self.refs[self.who[ref]]) - {ref}


def measure_candidates(folder: Path, people: int) -> list[Figure]:
    """Precision, recall and time per new person in a town of so many people."""
    key = TokenKey(folder)
    store = IdentityStore(key, lambda event, part: part["fields"])
    view = ViewFile(current_file(folder, "identity"), TABLES)
    plain = sqlite3.connect(folder / "exact.db", isolation_level=None)
    try:
        town = _settle(store, view, plain, people)
        with IdentityFile(folder).snapshot() as snapshot:
            ours, exact = _ask(town, snapshot, plain)
    finally:
        plain.close()
        view.close()
    asked = f"exact name and birth date by a plain index; {people:,} people"
    each = 1000 / len(town.asked)
    return [
        figure("candidates.precision", "%", ours.precision, exact.precision, asked, "≥ 0.97"),
        figure("candidates.recall", "%", ours.recall, exact.recall, asked, "≥ 1.1"),
        figure(
            "candidates.time",
            "ms/person",
            ours.seconds * each,
            exact.seconds * each,
            asked,
            "≤ 20 ms/person",
        ),
    ]


def _settle(store: IdentityStore, view: ViewFile, plain: sqlite3.Connection, people: int) -> _Town:
    """Write everybody down, as the agencies do, into both."""
    plain.execute("PRAGMA synchronous=OFF")
    plain.execute("CREATE TABLE known (name TEXT, born TEXT, person BLOB)")
    town, total = _Town(), 0
    batch: list[tuple[str, str, bytes]] = []
    every = max(1, people // SAMPLE // 2)
    for number, knowledge in enumerate(_known(people)):
        ref = number.to_bytes(16, "big")
        town.who[ref] = knowledge.person.id
        town.refs.setdefault(knowledge.person.id, []).append(ref)
        store.take(_SOURCE, number, _registered(knowledge, ref), _NO_RECORD)
        batch += [(name, born, ref) for name, born in _exactly(knowledge)]
        if not knowledge.agency.style.knows_municipal_id:
            total += 1
            if total % every == 0:
                town.asked.append((ref, knowledge))
        if number % BATCH == 0:
            _flush(store, view, plain, batch)
            batch = []
    _flush(store, view, plain, batch)
    plain.execute("CREATE INDEX known_by_name ON known (name, born)")
    return town


def _known(people: int) -> Iterator[Knowledge]:
    """Who writes whom down: the register everybody, agencies some."""
    plan = Municipality(round(people / _PEOPLE_PER_HOUSEHOLD), SEED)
    written = 0
    for household in plan.people():
        rng = plan.rng(f"known/{household.index}")
        for person in household.members:
            if written == people:
                return
            written += 1
            for agency in (AGENCIES["MU"], *_agencies(rng)):
                yield take_down(agency, person, household.address, plan.until, rng)


def _agencies(rng: Random) -> Sequence[Agency]:
    how_many = rng.choices(_KNOWN_TO, weights=_SHARES)[0]
    return [AGENCIES[role] for role in rng.sample(_KNOWING, how_many)]


def _registered(knowledge: Knowledge, ref: bytes) -> StoredEvent:
    attributes = [
        {"attribute": written.attribute, "value": written.value} for written in knowledge.written
    ]
    part = {"person_ref": ref, "field_code": "IDENTITY", "fields": {"attributes": attributes}}
    envelope: Mapping[str, Any] = {
        "source_system_id": knowledge.agency.system,
        "source_record_id": ref.hex(),
        "source_revision": 1,
        "ingested_at": _MICROS,
        "compartment": "AGENCY",
        "person_refs": [ref],
    }
    kind = catalogue().latest("PersonRegistered")
    body = {"envelope": envelope, "person": ref, "sealed": [part]}
    return StoredEvent(knowledge.agency.id, 1, kind, body)


def _flush(
    store: IdentityStore,
    view: ViewFile,
    plain: sqlite3.Connection,
    batch: Sequence[tuple[str, str, bytes]],
) -> None:
    with view.transaction() as connection:
        store.write(connection)
    store.clear()
    plain.execute("BEGIN")
    plain.executemany("INSERT INTO known VALUES (?,?,?)", batch)
    plain.execute("COMMIT")


def _exactly(knowledge: Knowledge) -> Iterator[tuple[str, str]]:
    """What a system without match keys would compare: names in one width without spaces, dates
    brought to one calendar."""
    born = next(w.value for w in knowledge.written if w.attribute == "BIRTH_DATE")
    day = parse_date(born).exact
    if day is None:
        return
    for written in knowledge.written:
        if written.attribute == "NAME":
            plain = _SPACES.sub("", unicodedata.normalize("NFKC", written.value))
            yield plain, day.isoformat()


def _ask(
    town: _Town, snapshot: IdentitySnapshot, plain: sqlite3.Connection
) -> tuple[_Counted, _Counted]:
    ours, exact, table = _Counted(), _Counted(), weights()
    for ref, knowledge in town.asked:
        true = town.others(ref)
        started = time.perf_counter()
        found = list(matches_of(snapshot, ref, table))
        ours.seconds += time.perf_counter() - started
        ours.add({other for other, _ in found}, true)
        started = time.perf_counter()
        same = _looked_up(plain, knowledge)
        exact.seconds += time.perf_counter() - started
        exact.add(same - {ref}, true)
    _check_automatic(town, snapshot)
    return ours, exact


def _looked_up(plain: sqlite3.Connection, knowledge: Knowledge) -> set[bytes]:
    found: set[bytes] = set()
    for name, born in _exactly(knowledge):
        rows = plain.execute("SELECT person FROM known WHERE name=? AND born=?", (name, born))
        found.update(row[0] for row in rows)
    return found


def _check_automatic(town: _Town, snapshot: IdentitySnapshot) -> None:
    """Raises JoinedWrongly."""
    for ref, _ in town.asked:
        for other in town.others(ref):
            for joined, found in matches_of(snapshot, other, weights()):
                if found.automatic and town.who[joined] != town.who[other]:
                    raise JoinedWrongly("a municipal id joined two people")
