"""同期遅延 after an hour of silence, until the source says that it is in step."""

from __future__ import annotations

from datetime import datetime, timedelta

from projections.sources import LastHeard, StaleSource, stale_sources
from tests.unit.projections.household.story import at

HEARTBEAT = at("06-08 23:50")


def _stale(now: datetime, event: datetime | None = None) -> list[str]:
    heard = [LastHeard("HOK-1", HEARTBEAT, event), LastHeard("JIR-1", now, now)]
    return [source.agency_id for source in stale_sources(heard, now)]


def test_a_source_is_stale_once_it_has_been_silent_for_an_hour() -> None:
    assert _stale(at("06-09 00:49")) == []
    assert _stale(at("06-09 00:50")) == ["HOK-1"]


def test_the_banner_tells_the_last_sign_of_life() -> None:
    heard = [LastHeard("HOK-1", HEARTBEAT, None)]
    assert stale_sources(heard, at("06-12")) == (StaleSource("HOK-1", HEARTBEAT),)


def test_an_event_within_the_hour_is_a_sign_of_life() -> None:
    assert _stale(at("06-09 00:55"), event=at("06-09 00:10")) == []
    assert _stale(at("06-09 01:10"), event=at("06-09 00:10")) == ["HOK-1"]


def test_a_backlog_that_arrives_does_not_end_the_silence_before_catch_up() -> None:
    assert _stale(at("06-12 09:00"), event=at("06-12 09:00")) == ["HOK-1"]
    caught_up = [LastHeard("HOK-1", at("06-12 09:01"), at("06-12 09:00"))]
    assert stale_sources(caught_up, at("06-12 09:01")) == ()


def test_a_source_that_only_ever_sent_events_is_judged_by_them() -> None:
    heard = [LastHeard("ENV-1", None, at("06-04"))]
    assert stale_sources(heard, at("06-04 09:30")) == ()
    assert [s.agency_id for s in stale_sources(heard, at("06-04 10:00"))] == ["ENV-1"]


def test_a_source_never_heard_from_is_not_one_yet() -> None:
    assert stale_sources([LastHeard("FIRE-1", None, None)], at("06-04")) == ()


def test_the_hour_is_configured() -> None:
    heard = [LastHeard("HOK-1", HEARTBEAT, None)]
    assert stale_sources(heard, at("06-09 01:00"), silence=timedelta(hours=2)) == ()
