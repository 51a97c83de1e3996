"""How a notice is brought to its destination: again and again, later and later, never for ever."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from schemas.times import JST, to_micros
from services.clock import FixedClock
from services.failpoint import Failpoints
from services.notify.alarm import LateClock
from services.notify.configuration import Retry
from services.notify.courier import Courier
from services.notify.delivery import Kind, NotDelivered
from services.notify.notice import Notice, Place
from services.notify.outbox import Outbox, State
from services.notify.standing import standing

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=JST)
ABOUT = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5"
ALARMS = [LateClock("TRIAGE", f"{ABOUT}{n}", to_micros(NOW) - 3 + n) for n in range(3)]
RETRY = Retry(attempts=4, first_seconds=30, cap_seconds=100)


@dataclass
class Receiver:
    """The far end of a network: takes notices, or fails as it is told."""

    name: str = "desk"
    kind: Kind | None = None
    offered: list[Notice] = field(default_factory=list)

    def deliver(self, notice: Notice) -> None:
        self.offered.append(notice)
        if self.kind is not None:
            raise NotDelivered(self.kind)


@dataclass
class Errand:
    """A courier with three notices to bring."""

    outbox: Outbox
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    receiver: Receiver = field(default_factory=Receiver)
    known: bool = True

    def step(self, times: int = 1, seconds: float = 0) -> None:
        """Let the courier look, each time so much later."""
        place = Place("131016", "CT-1", "https://console.example.jp/")
        courier = Courier(
            self.outbox,
            self.receiver,
            place,
            RETRY,
            self.clock,
            lambda: self.known,
            Failpoints(),
        )
        for _ in range(times):
            self.clock.advance(timedelta(seconds=seconds))
            courier.step()

    def counts(self) -> dict[State, int]:
        (one,) = standing(self.outbox, ["desk"]).destinations
        return {state: number for state, number in one.counts.items() if number}


@pytest.fixture
def errand(tmp_path: Path) -> Iterator[Errand]:
    with closing(Outbox(tmp_path, "131016", "CT-1")) as outbox:
        outbox.take(ALARMS, ["desk"], NOW)
        yield Errand(outbox)


@pytest.fixture
def single(tmp_path: Path) -> Iterator[Errand]:
    """One notice only."""
    with closing(Outbox(tmp_path, "131016", "CT-1")) as outbox:
        outbox.take(ALARMS[:1], ["desk"], NOW)
        yield Errand(outbox)


def test_everything_that_is_due_is_brought_once(errand: Errand) -> None:
    errand.step(times=3, seconds=1000)
    told = [one.particulars.about for one in errand.receiver.offered if one.particulars]
    assert told == [alarm.about for alarm in ALARMS]
    assert errand.counts() == {State.SENT: 3}


def test_nothing_is_brought_while_nobody_knows_whether_it_is_late(errand: Errand) -> None:
    errand.known = False
    errand.step(times=3, seconds=1000)
    assert (errand.receiver.offered, errand.counts()) == ([], {State.WAITING: 3})
    errand.known = True
    errand.step()
    assert errand.counts() == {State.SENT: 3}


def test_a_failure_ends_the_round(errand: Errand) -> None:
    errand.receiver.kind = Kind.UNREACHABLE
    errand.step()
    assert len(errand.receiver.offered) == 1


def test_the_waits_grow_up_to_a_cap_and_the_notice_keeps_its_id(single: Errand) -> None:
    single.receiver.kind = Kind.SERVER_ERROR
    waits: list[timedelta] = []
    last = None
    while single.counts() == {State.WAITING: 1}:
        seen = len(single.receiver.offered)
        while len(single.receiver.offered) == seen:
            single.step(seconds=1)
        waits += [single.clock.now() - last] if last else []
        last = single.clock.now()
    assert [wait.total_seconds() for wait in waits] == [30, 60, 100]
    assert len({one.key for one in single.receiver.offered}) == 1


def test_after_the_last_attempt_it_is_given_up_in_the_log_and_for_all_to_see(
    single: Errand,
) -> None:
    single.receiver.kind = Kind.RECIPIENT_REFUSED
    with capture_logs() as logs:
        single.step(times=10, seconds=100)
    assert (len(single.receiver.offered), single.counts()) == (4, {State.GIVEN_UP: 1})
    last = logs[-1]
    assert (last["log_level"], last["event"]) == ("error", "notice given up")
    assert (last["kind"], last["attempts"], last["destination"]) == ("RECIPIENT_REFUSED", 4, "desk")
    assert ABOUT not in str(logs)


def test_the_default_goes_on_for_four_to_five_days() -> None:
    waits = sum(Retry().wait_seconds(n) for n in range(1, Retry().attempts))
    assert 4 <= waits / 86400 <= 5


def test_a_process_that_dies_at_every_attempt_gives_up_too(single: Errand) -> None:
    for _ in range(RETRY.attempts):
        (row,) = single.outbox.due("desk", single.clock.now())
        single.outbox.begin(row.key, single.clock.now(), single.clock.now())
    single.step()
    assert (single.receiver.offered, single.counts()) == ([], {State.GIVEN_UP: 1})
    (failing,) = standing(single.outbox, ["desk"]).failing
    assert failing.kind == Kind.INTERRUPTED


def test_a_receiver_that_is_gone_gets_nothing_more(errand: Errand) -> None:
    errand.receiver.kind = Kind.GONE
    with capture_logs() as logs:
        errand.step(times=5, seconds=1000)
    assert len(errand.receiver.offered) == 1
    assert errand.counts() == {State.WAITING: 3}
    assert [one["log_level"] for one in logs] == ["error"]


def test_a_mistake_of_ours_is_not_taken_for_a_failure_of_the_receiver(
    single: Errand, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(notice: Notice) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(single.receiver, "deliver", broken)
    with pytest.raises(ZeroDivisionError):
        single.step()
    assert single.counts() == {State.WAITING: 1}
