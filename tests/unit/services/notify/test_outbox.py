"""An alarm has one row per destination for ever, whatever happens to it and to the process."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from schemas.times import JST, to_micros
from services.notify.alarm import LateClock
from services.notify.delivery import Kind
from services.notify.outbox import FILE, Outbox, OutboxUnusable, State
from services.notify.standing import standing

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=JST)
LATER = NOW + timedelta(minutes=5)
ONE = LateClock("TRIAGE", "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b", to_micros(NOW) - 2)
TWO = LateClock("P1_RESPONSE", "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5c", to_micros(NOW) - 1)
NAMES = ("desk", "chat")


@contextmanager
def opened(folder: Path) -> Iterator[Outbox]:
    with closing(Outbox(folder, "131016", "CT-1")) as outbox:
        yield outbox


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with opened(tmp_path) as outbox:
        yield outbox


def counts(outbox: Outbox, name: str = "desk") -> dict[State, int]:
    """How many notices of each state a destination has, where there are any."""
    (one,) = (d for d in standing(outbox, NAMES).destinations if d.name == name)
    return {state: number for state, number in one.counts.items() if number}


def key(outbox: Outbox, name: str = "desk") -> str:
    """The id of the first notice that is due there."""
    return outbox.due(name, LATER)[0].key


def test_an_alarm_waits_once_for_each_destination_the_longest_overdue_first(
    outbox: Outbox,
) -> None:
    for _ in range(3):
        outbox.take([TWO, ONE], NAMES, NOW)
    for name in NAMES:
        assert [row.alarm for row in outbox.due(name, NOW)] == [ONE, TWO]
        assert [row.late for row in outbox.due(name, NOW)] == [2, 2]
    assert len({row.key for name in NAMES for row in outbox.due(name, NOW)}) == 4


def test_what_was_sent_stays_sent_over_restarts_and_whatever_the_board_shows(
    tmp_path: Path,
) -> None:
    with opened(tmp_path) as outbox:
        outbox.take([ONE], NAMES, NOW)
        sent = key(outbox)
        assert outbox.begin(sent, LATER, NOW)
        outbox.sent(sent, NOW)
    with opened(tmp_path) as outbox:
        for late in ([ONE], [], [ONE]):
            outbox.take(late, NAMES, LATER)
        assert outbox.due("desk", LATER) == []
        assert counts(outbox) == {State.SENT: 1}
        assert counts(outbox, "chat") == {State.WAITING: 1}


def test_the_id_is_the_same_where_the_outbox_was_lost(tmp_path: Path) -> None:
    keys = []
    for folder in (tmp_path / "lost", tmp_path / "new"):
        with opened(folder) as outbox:
            outbox.take([ONE], NAMES, NOW)
            keys.append(key(outbox))
    assert keys[0] == keys[1]


def test_an_attempt_that_ended_with_its_process_is_known_and_comes_again(tmp_path: Path) -> None:
    with opened(tmp_path) as outbox:
        outbox.take([ONE], ["desk"], NOW)
        assert outbox.begin(key(outbox), LATER, NOW)
    with opened(tmp_path) as outbox:
        assert outbox.due("desk", NOW) == []
        (row,) = outbox.due("desk", LATER)
        assert row.attempts == 1
        (failing,) = standing(outbox, NAMES).failing
        assert (failing.kind, failing.next) == (Kind.INTERRUPTED, LATER)


def test_what_is_met_before_it_is_sent_is_over_and_waits_again_if_it_is_late_again(
    outbox: Outbox,
) -> None:
    outbox.take([ONE, TWO], ["desk"], NOW)
    outbox.begin(key(outbox), LATER, NOW)
    outbox.take([TWO], ["desk"], NOW)
    assert counts(outbox) == {State.WAITING: 1, State.OVER: 1}
    assert [row.alarm for row in outbox.due("desk", LATER)] == [TWO]
    outbox.take([ONE, TWO], ["desk"], NOW)
    assert [(row.alarm, row.attempts) for row in outbox.due("desk", NOW)] == [(ONE, 0), (TWO, 0)]


def test_what_is_over_is_not_begun(outbox: Outbox) -> None:
    outbox.take([ONE], ["desk"], NOW)
    (row,) = outbox.due("desk", NOW)
    outbox.take([], ["desk"], NOW)
    assert not outbox.begin(row.key, LATER, NOW)


def test_what_arrived_while_it_was_met_is_sent(outbox: Outbox) -> None:
    outbox.take([ONE], ["desk"], NOW)
    under_way = key(outbox)
    outbox.begin(under_way, LATER, NOW)
    outbox.take([], ["desk"], NOW)
    outbox.sent(under_way, NOW)
    assert counts(outbox) == {State.SENT: 1}


def test_what_was_given_up_waits_until_it_is_asked_for(outbox: Outbox) -> None:
    outbox.take([ONE], ["desk"], NOW)
    outbox.begin(key(outbox), NOW, NOW)
    given_up = key(outbox)
    outbox.failed(given_up, Kind.TIMEOUT, NOW)
    outbox.give_up(given_up, NOW)
    outbox.take([ONE], ["desk"], LATER)
    assert (outbox.due("desk", LATER), counts(outbox)) == ([], {State.GIVEN_UP: 1})
    (failing,) = standing(outbox, NAMES).failing
    assert (failing.state, failing.kind, failing.attempts) == (State.GIVEN_UP, Kind.TIMEOUT, 1)
    assert outbox.retry("desk", LATER) == 1
    assert [row.attempts for row in outbox.due("desk", LATER)] == [0]


def test_a_stopped_destination_keeps_what_comes_and_gets_it_once_it_is_asked_for(
    outbox: Outbox,
) -> None:
    outbox.take([ONE], NAMES, NOW)
    outbox.stop("desk", NOW)
    outbox.take([ONE, TWO], NAMES, NOW)
    assert (outbox.due("desk", LATER), len(outbox.due("chat", LATER))) == ([], 2)
    stopped = {one.name: one.stopped_at for one in standing(outbox, NAMES).destinations}
    assert stopped == {"desk": NOW, "chat": None}
    assert outbox.retry("desk", LATER) == 2
    assert len(outbox.due("desk", LATER)) == 2


def test_a_destination_that_is_configured_no_more_is_shown_with_what_it_has(
    outbox: Outbox,
) -> None:
    outbox.take([ONE], ["old"], NOW)
    found = {one.name: one for one in standing(outbox, NAMES).destinations}
    assert {name: one.configured for name, one in found.items()} == {
        "desk": True,
        "chat": True,
        "old": False,
    }
    assert found["old"].counts[State.WAITING] == 1


def test_only_its_owner_can_read_the_file(outbox: Outbox, tmp_path: Path) -> None:
    outbox.take([ONE], NAMES, NOW)
    for path in tmp_path.glob(f"{FILE}*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_the_file_of_another_version_is_left_alone(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version=9")
    with pytest.raises(OutboxUnusable, match="run the version that wrote it"):
        Outbox(tmp_path, "131016", "CT-1")
