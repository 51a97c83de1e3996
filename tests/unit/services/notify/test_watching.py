"""What of a board comes into the outbox, and when."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from protos.enishi.v1 import query_pb2
from schemas.times import JST, to_micros
from services.clock import FixedClock
from services.notify.alarm import DeskState, LateClock
from services.notify.desk import DeskAway, DeskRefused, state_of
from services.notify.outbox import Outbox, State
from services.notify.standing import standing
from services.notify.watching import Watching

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=JST)
ONE = LateClock("TRIAGE", "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b", to_micros(NOW) - 2)
EVALUATED = DeskState(evaluated=True, late=frozenset({ONE}))
NOTHING = DeskState(evaluated=True, late=frozenset())
CATCHING_UP = DeskState(evaluated=False, late=frozenset({ONE}))
CATCHING_UP_EMPTY = DeskState(evaluated=False, late=frozenset())


@dataclass
class Desk:
    """A desk whose board is read call by call: what each call shows before it ends."""

    calls: list[list[DeskState | Exception]]
    told: threading.Event = field(default_factory=threading.Event)
    asked: int = 0

    def states(self) -> Generator[DeskState, None, None]:
        self.asked += 1
        shown = self.calls.pop(0)
        if not self.calls:
            self.told.set()
        for one in shown:
            if isinstance(one, Exception):
                raise one
            yield one


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    with closing(Outbox(tmp_path, "131016", "CT-1")) as outbox:
        yield outbox


def followed(outbox: Outbox, *calls: list[DeskState | Exception]) -> tuple[Watching, Desk]:
    """A watching that has followed a desk through all of these calls."""
    desk = Desk(list(calls))
    watching = Watching(desk, outbox, ["desk"], FixedClock(NOW), first_seconds=0.001)
    watching.follow(desk.told)
    return watching, desk


def counts(outbox: Outbox) -> dict[State, int]:
    (one,) = standing(outbox, ["desk"]).destinations
    return {state: number for state, number in one.counts.items() if number}


def test_what_is_late_on_an_evaluated_board_waits_to_be_told(outbox: Outbox) -> None:
    watching, _ = followed(outbox, [NOTHING, EVALUATED, EVALUATED])
    assert counts(outbox) == {State.WAITING: 1}
    assert watching.known()


def test_nothing_is_known_before_the_first_evaluated_board(outbox: Outbox) -> None:
    watching, _ = followed(outbox, [CATCHING_UP])
    assert (watching.known(), counts(outbox)) == (False, {})


def test_while_a_source_catches_up_nothing_comes_nothing_goes_and_it_looks_again(
    outbox: Outbox,
) -> None:
    other = DeskState(evaluated=True, late=frozenset({LateClock("ASSESSMENT", ONE.about, ONE.due)}))
    watching, desk = followed(outbox, [other], [CATCHING_UP, NOTHING], [CATCHING_UP_EMPTY])
    assert (desk.asked, watching.known()) == (3, False)
    assert counts(outbox) == {State.WAITING: 1}
    watching, _ = followed(outbox, [CATCHING_UP], [NOTHING])
    assert (watching.known(), counts(outbox)) == (True, {State.OVER: 1})


def test_a_query_service_that_went_away_is_asked_again_and_its_last_word_holds(
    outbox: Outbox,
) -> None:
    with capture_logs() as logs:
        watching, desk = followed(
            outbox, [EVALUATED, DeskAway("UNAVAILABLE")], [DeskAway("UNAVAILABLE")], [EVALUATED]
        )
    assert (desk.asked, watching.known()) == (3, True)
    assert [one["code"] for one in logs] == ["UNAVAILABLE", "UNAVAILABLE"]
    assert counts(outbox) == {State.WAITING: 1}


def test_a_desk_that_may_not_be_read_ends_it(outbox: Outbox) -> None:
    with pytest.raises(DeskRefused, match="choose an agency that has a desk"):
        followed(outbox, [DeskRefused("NOT_FOUND")], [EVALUATED])


def test_of_a_board_only_clock_id_and_due_time_are_taken() -> None:
    board = query_pb2.QueueBoard(
        items=[query_pb2.QueueItem(request_id="r", name="渡邊 花子")],
        alarms=[
            query_pb2.QueueAlarm(
                clock=ONE.clock, about=ONE.about, due="2026-06-12T08:59:59.999998+09:00"
            )
        ],
    )
    assert state_of(board) == DeskState(evaluated=False, late=frozenset({ONE}))
    board.alarms_evaluated_at = NOW.isoformat()
    assert state_of(board).evaluated
