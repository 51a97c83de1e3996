"""The trail's file: found by key, the same after any order, crash and repetition (I7)."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from projections.trail.keys import LINK, PERSON
from schemas.codec import codec
from schemas.framing import frame_event
from schemas.record import LogRecord
from schemas.topics import agency_topic
from services.failpoint import Failpoints
from services.log.port import Delivered
from services.projector.trail_store import TrailStore, follows
from services.projector.view import View
from services.query.trail_reader import TrailReader
from services.views.current import current_file
from tests.canonical import trail_dump
from tests.driven_views import CrashAt, Crashed
from tests.samples import MUNICIPALITY, sample_uuid
from tests.unit.projections.trail.trail_events import GLASS, Trail
from tests.valid_events import day

TOPIC = agency_topic(MUNICIPALITY, "SYS-1")
FAILPOINTS = ("projector.applied", "projector.written", "projector.committed")


@pytest.fixture(scope="module")
def records() -> list[LogRecord]:
    trail = Trail()
    trail.used(day(20, 2), day(20, 6))
    for number in range(1, 6):
        person = sample_uuid(f"P{number % 3}")
        trail.say("RecordViewed", day(number), subjects=[person], grounds=[])
    trail.say("AccessDenied", day(8), subjects=[sample_uuid("P1")], via_links=[])
    trail.reviewed(day(22), "MU-1", "u-2")
    trail.used(day(23, 2), day(23, 6), break_glass_id=sample_uuid("B2"))
    return [
        frame_event(e.type, e.body["envelope"], codec().encode(e.type, e.body), e.sequence)
        for e in trail.events
    ]


def opened(folder: Path, failpoints: Failpoints | None = None) -> View:
    view = View(
        current_file(folder, "trail"),
        TrailStore(),
        codec(),
        failpoints or Failpoints(),
        frozenset,
    )
    view.follow([TOPIC])
    return view


def delivered(records: Sequence[LogRecord], start: int = 0) -> list[Delivered]:
    return [Delivered(TOPIC, at, one) for at, one in enumerate(records[start:], start)]


def whole(folder: Path, records: Sequence[LogRecord]) -> list[str]:
    with closing(opened(folder)) as view:
        view.apply(delivered(records))
    return list(trail_dump(current_file(folder, "trail")))


def test_events_are_found_by_person_link_and_break_glass(
    tmp_path: Path, records: list[LogRecord]
) -> None:
    whole(tmp_path, records)
    reader = TrailReader(tmp_path, codec())

    of_one = reader.viewings_of([sample_uuid("P1")])
    assert [each.kind for each in of_one] == ["RecordViewed", "RecordViewed", "AccessDenied"]
    by_link = {event.sequence for event in reader.fetch([(LINK, sample_uuid("link"))])}
    by_person = {event.sequence for event in reader.fetch([(PERSON, sample_uuid("P2"))])}
    assert by_person == {3, 6}
    assert 7 not in by_link
    glass = reader.break_glass(GLASS)
    assert glass is not None
    assert glass.review is not None
    assert [each.break_glass_id for each, _ in reader.to_review()] == [sample_uuid("B2")]


def test_what_is_read_twice_or_in_other_batches_makes_the_same_file(
    tmp_path: Path, records: list[LogRecord]
) -> None:
    expected = whole(tmp_path / "once", records)
    chance = Random(3)
    with closing(opened(tmp_path / "batches")) as view:
        at = 0
        while at < len(records):
            again = max(0, at - chance.randint(0, 2))
            end = at + chance.randint(1, 3)
            view.apply(delivered(records[:end], again))
            at = end

    assert list(trail_dump(current_file(tmp_path / "batches", "trail"))) == expected
    assert len(expected) > len(records)


@pytest.mark.parametrize("failpoint", FAILPOINTS)
def test_a_crash_anywhere_loses_and_doubles_nothing(
    tmp_path: Path, records: list[LogRecord], failpoint: str
) -> None:
    expected = whole(tmp_path / "once", records)
    folder = tmp_path / "crashed"
    with closing(opened(folder, CrashAt(failpoint))) as view, pytest.raises(Crashed):
        view.apply(delivered(records[:4]))
    with closing(opened(folder)) as view:
        start = view.sources.positions()[TOPIC]
        assert start == (4 if failpoint == "projector.committed" else 0)
        view.apply(delivered(records, start))

    assert list(trail_dump(current_file(folder, "trail"))) == expected


def test_a_number_given_to_another_record_is_set_aside(
    tmp_path: Path, records: list[LogRecord]
) -> None:
    with closing(opened(tmp_path)) as view:
        view.apply(delivered(records[:2]))
        other = records[5]
        headers = tuple((k, b"2" if k == "ce_sequence" else v) for k, v in other.headers)
        view.apply([Delivered(TOPIC, 2, other._replace(headers=headers))])

    dump = list(trail_dump(current_file(tmp_path, "trail")))
    assert any("SEQUENCE_REUSED" in line for line in dump)


@pytest.mark.parametrize(("agency", "followed"), [("SYS-1", True), ("HOK-1", False)])
def test_only_the_backbones_own_stream_is_the_trail(agency: str, followed: bool) -> None:
    assert follows(agency_topic(MUNICIPALITY, agency)) is followed
