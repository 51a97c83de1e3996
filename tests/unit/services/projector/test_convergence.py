"""Whatever the interleaving, the duplicates, the restarts and the crashes, a view says the same.

Invariant 2 and rule I7, over what real adapters accepted, into real files, set-aside records
included.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from projections.household.closure import collect
from projections.household.reach import CASE, HOUSEHOLD, PERSON
from schemas.codec import codec
from schemas.framing import CONFLICT_HEADER
from schemas.record import SEQUENCE_HEADER, TYPE_HEADER, LogRecord, sorted_headers
from schemas.topics import agency_topic
from services.failpoint import Failpoints
from services.projector.dump import reading
from services.query.view_reader import ViewSnapshot
from services.views.dead_letters import dead_letters
from tests.agency_streams import AGENCIES, KINDS, Move, Secrets, accepted_streams, writers_of
from tests.driven_views import CrashAt, Crashed, DrivenViews
from tests.samples import MUNICIPALITY
from tests.valid_events import NOW

TOPICS = {agency: agency_topic(MUNICIPALITY, agency) for agency in AGENCIES}
RESTRICTING = b"jp.enishi.ConsentWithdrawn.v1"
POISONS = ("value", "restricting", "no type", "no sequence", "conflict", "foreign")
CRASHES = ("projector.applied", "projector.written", "projector.committed")

Log = Mapping[str, Sequence[LogRecord]]
"""Topic → its records."""


@dataclass(frozen=True)
class Batch:
    """What one poll brings, per agency in turn, and how the projector ends after it."""

    counts: tuple[tuple[str, int], ...]
    end: str


@dataclass(frozen=True)
class Play:
    """What the agencies send, what of it arrives twice or spoilt, and a way to read it."""

    moves: tuple[Move, ...]
    sent_again: tuple[tuple[str, int, int], ...]
    spoilt: tuple[tuple[str, int, str], ...]
    batches: tuple[Batch, ...]
    first_seen: tuple[str, ...]


@st.composite
def plays(draw: st.DrawFn) -> Play:
    """Any play of twenty to forty-five sendings."""
    moves: list[Move] = []
    for seed in draw(st.lists(st.integers(0, 2**32), min_size=20, max_size=45)):
        moves.append(_move(Random(seed), moves))
    agencies, places = st.sampled_from(AGENCIES), st.integers(0, 20)
    counts = st.lists(st.tuples(agencies, st.integers(1, 9)), max_size=3).map(tuple)
    ends = st.sampled_from(("", "", "", "restart", *CRASHES))
    poison = st.tuples(agencies, places, st.sampled_from(POISONS))
    return Play(
        tuple(moves),
        tuple(draw(st.lists(st.tuples(agencies, places, st.integers(0, 9)), max_size=6))),
        tuple(draw(st.lists(poison, max_size=3))),
        tuple(draw(st.lists(st.builds(Batch, counts, ends), max_size=25))),
        tuple(draw(st.permutations(AGENCIES))),
    )


def _move(chance: Random, earlier: Sequence[Move]) -> Move:
    """A new record, or one sent before: corrected, in conflict, or as it was."""
    if earlier and chance.random() < 0.35:
        again = chance.choice(earlier)
        seed, revision = chance.choice(((again.seed, 0), (chance.getrandbits(16), 0), (7, 1)))
        return replace(again, seed=seed, revision=again.revision + revision)
    kind = chance.choice(KINDS)
    agency = chance.choice(writers_of(kind))
    return Move(
        agency, kind, chance.randint(1, 9), chance.choice((1, 1, 2)), chance.getrandbits(16)
    )


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> Secrets:
    """Key files for every example."""
    return Secrets(tmp_path_factory.mktemp("keys"))


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(plays())
def test_any_reading_of_the_same_logs_gives_the_byte_equal_dump(
    secrets: Secrets, play: Play
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        streams = _spoil(accepted_streams(folder, secrets, play.moves), play.spoilt)
        once = {TOPICS[agency]: records for agency, records in streams.items()}
        with closing(_views(secrets, folder / "replay", once, list(once))) as replay:
            for agency in reversed(AGENCIES):
                replay.read([(TOPICS[agency], len(streams[agency]))])
            expected = replay.dump(NOW)
            file = replay.household.file.connection
            aside = dead_letters(file)
            (effective,) = file.execute("SELECT COUNT(*) FROM event").fetchone()
        assert effective + len(aside) == sum(map(len, once.values())), "none is skipped silently"
        _tell(streams, {one.reason for one in aside})
        twice = {TOPICS[a]: _sent_again(a, r, play.sent_again) for a, r in streams.items()}
        order = [TOPICS[agency] for agency in play.first_seen]
        with closing(_views(secrets, folder / "live", twice, order)) as live:
            for batch in play.batches:
                _read(live, batch)
            live.read_to_the_end()
            assert live.dump(NOW) == expected
            assert live.gaps() == []


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plays())
def test_what_is_found_by_its_keys_is_all_that_a_view_is_made_of(
    secrets: Secrets, play: Play
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        streams = _spoil(accepted_streams(folder, secrets, play.moves), play.spoilt)
        log = {TOPICS[agency]: records for agency, records in streams.items()}
        with closing(_views(secrets, folder / "view", log, list(log))) as views:
            views.read_to_the_end()
            with reading(views.household.file.path) as connection:
                snapshot = ViewSnapshot(connection, codec())
                everything = list(snapshot.events())
                for kind in (HOUSEHOLD, PERSON, CASE):
                    for subject in ((kind, found) for found in snapshot.identifiers(kind)):
                        collected = collect(subject, snapshot.fetch, NOW)
                        assert views.show(subject, collected, NOW) == views.show(
                            subject, everything, NOW
                        )


def _views(secrets: Secrets, folder: Path, log: Log, topics: Sequence[str]) -> DrivenViews:
    return DrivenViews(folder, secrets.opening, secrets.token_key, log, topics)


def _tell(streams: Mapping[str, Sequence[LogRecord]], reasons: Iterable[str]) -> None:
    """For the statistics: did the examples hold what the property is about?"""
    headers = [header for records in streams.values() for r in records for header in r.headers]
    if any(name == CONFLICT_HEADER for name, _ in headers):
        event("two payloads in conflict")
    for reason in reasons:
        event(f"set aside: {reason}")


def _read(live: DrivenViews, batch: Batch) -> None:
    counts = [(TOPICS[agency], count) for agency, count in batch.counts]
    if batch.end in CRASHES:
        live.open(CrashAt(batch.end))
        try:
            live.read(counts)
        except Crashed:
            event(f"crashed at {batch.end}")
    else:
        live.read(counts)
    if batch.end:
        live.open(Failpoints())


def _sent_again(
    agency: str, records: Sequence[LogRecord], doublings: Sequence[tuple[str, int, int]]
) -> list[LogRecord]:
    """The stream of a relay that died before it moved its cursor, once per doubling."""
    log: list[LogRecord] = []
    for at, record in enumerate(records):
        log.append(record)
        for whose, place, back in doublings:
            if whose == agency and place == at:
                log += records[max(0, at - back) : at + 1]
    return log


def _spoil(
    streams: dict[str, list[LogRecord]], poisons: Sequence[tuple[str, int, str]]
) -> dict[str, list[LogRecord]]:
    """The same streams with some records no longer what their adapters framed."""
    spoilt = {agency: list(records) for agency, records in streams.items()}
    for agency, place, kind in poisons:
        others = [r for other in AGENCIES if other != agency for r in streams[other]]
        if streams[agency] and others:
            at = place % len(streams[agency])
            spoilt[agency][at] = _poison(streams[agency][at], kind, others[0])
    return spoilt


def _poison(record: LogRecord, kind: str, other: LogRecord) -> LogRecord:
    if kind == "value":
        return record._replace(value=record.value[:-1] + b"\xff\xff")
    if kind == "restricting":
        return _header(record, TYPE_HEADER, RESTRICTING)._replace(value=b"\xc3\x01 not an event")
    if kind == "no type":
        return _header(record, TYPE_HEADER, None)._replace(value=b"")
    if kind == "no sequence":
        return _header(record, SEQUENCE_HEADER, b"seven")
    if kind == "conflict":
        return _header(record, CONFLICT_HEADER, b"9" * 25)
    return record._replace(value=other.value)


def _header(record: LogRecord, name: str, value: bytes | None) -> LogRecord:
    kept = [header for header in record.headers if header[0] != name]
    new = [] if value is None else [(name, value)]
    return record._replace(headers=sorted_headers([*kept, *new]))
