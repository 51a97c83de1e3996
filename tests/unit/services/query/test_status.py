"""Where the view stands, told from a real file and a log that may be away."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.framing import frame_event
from schemas.record import LogRecord, sorted_headers
from schemas.times import from_micros, to_micros
from schemas.topics import agency_topic
from services.clock import FixedClock
from services.log.embedded import EmbeddedLog
from services.log.port import Delivered, Log, LogUnavailable
from services.query.status import LAG_UNKNOWN, StatusReader
from services.query.view_reader import ViewReader
from services.settings import Settings
from services.wiring.views import ViewPlace, household_place
from tests.samples import MUNICIPALITY, OCCURRED, sample_body

HEARD = from_micros(to_micros(OCCURRED) + 61_000_001)
TOPIC = agency_topic(MUNICIPALITY, "HOK-1")


class LogAway(EmbeddedLog):
    """A log that cannot say where its topics end."""

    def high_water(self, topics: Sequence[str]) -> dict[str, int]:
        """Raises LogUnavailable."""
        raise LogUnavailable("nobody answers")


@pytest.fixture
def place(tmp_path: Path) -> ViewPlace:
    """A household view that has met HOK-1's topic and read nothing of it."""
    place = household_place(Settings(tmp_path), MUNICIPALITY)
    with closing(place.open()) as view:
        view.follow([TOPIC])
        view.apply([])
    return place


def reader(place: ViewPlace, log: Log, now: datetime = HEARD) -> StatusReader:
    """Asked at that instant."""
    return StatusReader(ViewReader(place.folder, codec()), lambda: log, FixedClock(now))


def record(sequence: int, event: str) -> LogRecord:
    """A record that no view can read."""
    headers = [
        ("ce_type", f"jp.enishi.{event}.v1".encode()),
        ("ce_sequence", str(sequence).encode()),
    ]
    return LogRecord(b"", sorted_headers(headers), b"garbage")


def test_lag_is_what_the_log_holds_and_the_view_has_not_read(
    place: ViewPlace, tmp_path: Path
) -> None:
    with closing(EmbeddedLog(tmp_path / "log.db")) as log:
        log.ensure([TOPIC])
        with closing(log.writer()) as writer:
            writer.append(TOPIC, [record(1, "CaseClosed"), record(2, "CaseClosed")])

        (source,) = reader(place, log).read().sources

    assert (source.agency_id, source.sequence, source.lag) == ("HOK-1", 0, 2)


def test_while_the_log_is_away_the_rest_is_told(place: ViewPlace, tmp_path: Path) -> None:
    with closing(LogAway(tmp_path / "log.db")) as log:
        (source,) = reader(place, log).read().sources

    assert (source.agency_id, source.lag) == ("HOK-1", LAG_UNKNOWN)


@pytest.mark.parametrize(("event", "closed"), [("CaseClosed", False), ("ConsentWithdrawn", True)])
def test_set_aside_records_are_counted_and_close_their_source_where_they_restrict(
    place: ViewPlace, tmp_path: Path, event: str, closed: bool
) -> None:
    with closing(place.open()) as view:
        view.apply([Delivered(TOPIC, 0, record(1, event))])
    with closing(EmbeddedLog(tmp_path / "log.db")) as log:
        log.ensure([TOPIC])
        status = reader(place, log).read()

    assert status.dead_letters == 1
    assert (status.sources[0].set_aside, status.sources[0].sharing_closed) == (1, closed)


@pytest.mark.parametrize("minutes", [59, 60])
def test_a_source_is_stale_after_an_hour_without_a_sign(
    place: ViewPlace, tmp_path: Path, minutes: int
) -> None:
    kind = catalogue().latest("CaseClosed")
    body = sample_body(kind)
    body["envelope"]["agency_id"] = "HOK-1"
    value = codec().encode(kind, body)
    with closing(place.open()) as view:
        view.apply([Delivered(TOPIC, 0, frame_event(kind, body["envelope"], value, 1))])
    with closing(EmbeddedLog(tmp_path / "log.db")) as log:
        log.ensure([TOPIC])
        (source,) = reader(place, log, HEARD + timedelta(minutes=minutes)).read().sources

    assert source.last_heard == HEARD.isoformat()
    assert source.stale == (minutes >= 60)
