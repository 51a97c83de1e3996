"""A remembered board is the board made anew, whatever came in between."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.queue.rules import rules
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from schemas.codec import codec
from schemas.codes import agency_code
from schemas.sealing import OpeningKeys
from schemas.times import from_micros, to_micros
from services.clock import FixedClock
from services.query.households import Households
from services.query.queue_memory import MAX_DESKS, WARM_FOR, QueueMemory, Remembered
from services.views.current import current_file, next_file, put_in_service
from tests.unit.projections.household.story import at, uid
from tests.unit.projections.visibility.histories import LAST_HOUR, Telling, moment, told
from tests.unit.services.query.queue_tellings import (
    CITED,
    CITING,
    DESKS,
    SOURCES,
    WITHDRAWN,
    case_of,
    other_name,
    request_histories,
)
from tests.unit.services.query.view_of import ViewOf


class Plain:
    """Opens what ``Story`` put in the place of a ciphertext, and counts how often: a board that is
    remembered opens nothing."""

    opened = 0

    def find(self, *_: object) -> Plain:
        self.opened += 1
        return self

    def decrypt(self, _nonce: bytes, ciphertext: bytes, _data: bytes) -> bytes:
        return ciphertext


class Town:
    """A view that grows, a clock that moves, and one memory all the while."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.view = ViewOf(folder)
        self.view.follow(SOURCES)
        self.clock = FixedClock(at(moment(0)))
        self.keys = Plain()
        self.memory = self.fresh()

    def fresh(self) -> QueueMemory:
        """A memory that remembers nothing yet."""
        keys = cast(OpeningKeys, self.keys)
        views = self.view.reader
        return QueueMemory(Households(views, codec(), keys, self.clock, policy()), views, rules())

    def opened_by(self, look: Callable[[], object]) -> int:
        """How many sealed parts a look has to open."""
        before = self.keys.opened
        look()
        return self.keys.opened - before

    def boards(self, memory: QueueMemory) -> dict[str, Remembered]:
        """What each desk has before it."""
        return {desk: memory.read(Reader(desk, agency_code(desk), "u-1")) for desk in DESKS}


@contextmanager
def town() -> Iterator[Town]:
    """Nothing is known of it at first."""
    with tempfile.TemporaryDirectory(prefix="queue-memory-") as folder:
        made = Town(Path(folder))
        try:
            yield made
        finally:
            made.view.close()


Step = Callable[[Town, list[StoredEvent], list[StoredEvent]], None]
"""Something that happens: to the town, what is still to come, what is set aside."""


def _comes(town: Town, coming: list[StoredEvent], _aside: list[StoredEvent]) -> None:
    town.view.add(coming[:1])
    del coming[:1]


def _come_several(town: Town, coming: list[StoredEvent], _aside: list[StoredEvent]) -> None:
    town.view.add(coming[:4])
    del coming[:4]


def _is_set_aside(town: Town, coming: list[StoredEvent], aside: list[StoredEvent]) -> None:
    """As what restricts: sharing of its case closes, or of its source where it has none."""
    for event in coming[:1]:
        town.view.set_aside(event, "ConsentWithdrawn")
        aside.append(event)
    del coming[:1]


def _is_applied(town: Town, _coming: list[StoredEvent], aside: list[StoredEvent]) -> None:
    for event in aside[:1]:
        town.view.resolve(event, apply=True)
    del aside[:1]


def _is_dropped(town: Town, _coming: list[StoredEvent], aside: list[StoredEvent]) -> None:
    for event in aside[:1]:
        town.view.resolve(event, apply=False)
    del aside[:1]


def _it_is(hour: int, micros: int) -> Step:
    def passes(town: Town, _coming: list[StoredEvent], _aside: list[StoredEvent]) -> None:
        moved = at(moment(hour))
        town.clock.set(moved.replace(microsecond=micros))

    return passes


def _passes(hours: int) -> Step:
    def passes(town: Town, _coming: list[StoredEvent], _aside: list[StoredEvent]) -> None:
        town.clock.advance(timedelta(hours=hours))

    return passes


steps: st.SearchStrategy[Step] = st.one_of(
    st.sampled_from((_comes, _come_several, _come_several, _is_set_aside)),
    st.sampled_from((_comes, _is_applied, _is_dropped)),
    st.builds(_passes, st.sampled_from((1, 2, 5, 15, 18, -1, -3))),
    st.builds(_it_is, st.integers(0, LAST_HOUR + 1), st.sampled_from((0, 0, 1))),
)


@settings(max_examples=120)
@given(
    request_histories(),
    st.lists(steps, min_size=3, max_size=9),
    st.sampled_from((40, 4, 0)),
    st.integers(0, LAST_HOUR + 1),
)
def test_the_remembered_board_is_the_board_made_anew(
    history: list[Any], happens: list[Step], known: int, start: int
) -> None:
    with town() as there:
        coming, aside = told(history), list[StoredEvent]()
        there.view.add(coming[:known])
        del coming[:known]
        there.clock.set(at(moment(start)))
        for step in (_comes, *happens):
            assert there.boards(there.memory) == there.boards(there.fresh())
            step(there, coming, aside)
        assert there.boards(there.memory) == there.boards(there.fresh())


CT = Reader("CT-1", "CT", "u-1")
MOMENT = at("06-05 10:00")


@pytest.fixture
def known() -> Iterator[Town]:
    """Two cases of two people on CT-1's board, both with a name; it is 5 June, ten o'clock."""
    with town() as there:
        there.clock.set(MOMENT)
        there.view.add(told([*case_of("1"), *case_of("2")]))
        there.memory.read(CT)
        yield there


def requests(there: Town, memory: QueueMemory | None = None) -> list[tuple[str, str]]:
    """Request and name of everything on CT-1's board."""
    items = (memory or there.memory).read(CT).board.items
    return [(item.request_id, item.name) for item, _ in items]


def test_a_board_is_looked_at_once(known: Town) -> None:
    assert [name for _, name in requests(known)] == ["花子", "花子"]
    assert known.opened_by(lambda: known.memory.read(CT)) == 0


def test_an_event_of_one_case_leaves_the_other_alone(known: Town) -> None:
    whole = known.opened_by(lambda: known.fresh().read(CT))
    flag = Telling("HOK-1", "UrgencyFlagCleared", 11, ("P1",), "K1", payload={"flag_id": "FL1"})
    (event,) = told([*case_of("1"), *case_of("2"), flag])[-1:]
    known.view.add([event])
    assert known.opened_by(lambda: known.memory.read(CT)) == whole // 2 > 0


def test_what_contradicts_a_record_is_met_though_it_names_others(known: Town) -> None:
    """Both say the same revision of one record: neither holds, whomever the second is about."""
    (_, asked), *_ = requests(known)
    assert asked == "花子"
    *_, name = told([*case_of("1"), *case_of("2"), other_name()])
    known.view.add([name])
    assert requests(known) == requests(known, known.fresh())
    assert sorted(name for _, name in requests(known)) == ["", "花子"]


def test_what_a_request_cites_is_met_by_its_id_alone() -> None:
    with town() as there:
        there.clock.set(MOMENT)
        *before, conference = told([*case_of("1")[:3], CITING, CITED])
        there.view.add(before)
        municipality = Reader("MU-1", "MU", "u-1")
        waiting = there.memory.read(municipality).board
        there.view.add([conference])
        stated = there.memory.read(municipality).board
        assert stated == there.fresh().read(municipality).board != waiting


@pytest.mark.parametrize("micros", [0, 1])
def test_what_an_event_foretells_is_met_at_its_instant(known: Town, micros: int) -> None:
    when = to_micros(MOMENT + timedelta(hours=1))
    said = {"consent_id": uid("C1"), "person": uid("P1"), "agencies": [], "effective_at": when}
    ends = Telling("HOK-1", "ConsentWithdrawn", 32, ("P1",), payload=said, envelope=WITHDRAWN)
    *_, event = told([*case_of("1"), *case_of("2"), ends])
    known.view.add([event])
    assert sorted(name for _, name in requests(known)) == ["花子", "花子"]
    known.clock.set(from_micros(when + micros - 1))
    assert requests(known) == requests(known, known.fresh())
    assert len([name for _, name in requests(known) if name]) == 2 - micros


def test_a_view_that_was_built_anew_is_read_anew(known: Town) -> None:
    with town() as other:
        other.view.add(told(case_of("2")))
        other.view.close()
        shutil.copy(current_file(other.folder, "household"), next_file(known.folder, "household"))
    put_in_service(known.folder / "household" / "2.db")
    assert requests(known) == requests(known, known.fresh())
    assert len(requests(known)) == 1


def test_only_boards_that_are_in_use_are_kept_warm(known: Town) -> None:
    flag = Telling("HOK-1", "UrgencyFlagCleared", 11, ("P1",), "K1", payload={"flag_id": "FL1"})
    (event,) = told([*case_of("1"), *case_of("2"), flag])[-1:]
    known.view.add([event])
    assert known.opened_by(lambda: known.memory.warm(lambda: True)) == 0
    assert known.opened_by(lambda: known.memory.warm(lambda: False)) > 0
    assert known.opened_by(lambda: known.memory.read(CT)) == 0
    known.clock.advance(WARM_FOR + timedelta(microseconds=1))
    assert known.opened_by(lambda: known.memory.warm(lambda: False)) == 0
    assert known.opened_by(lambda: known.memory.read(CT)) > 0


def test_no_more_boards_are_kept_than_the_bound(known: Town) -> None:
    for number in range(MAX_DESKS - 1):
        known.memory.read(Reader(f"CT-{number + 2}", "CT", "u-1"))
    assert known.opened_by(lambda: known.memory.read(CT)) == 0
    for number in range(MAX_DESKS):
        known.memory.read(Reader(f"CT-{number + 2}", "CT", "u-1"))
    assert known.opened_by(lambda: known.memory.read(CT)) > 0


def test_whoever_works_at_a_desk_has_the_board_of_the_desk(known: Town) -> None:
    assert known.opened_by(lambda: known.memory.read(replace(CT, user="u-2"))) == 0
    assert known.opened_by(lambda: known.memory.read(replace(CT, agency_id="CT-2"))) == 0
    assert known.opened_by(lambda: known.memory.read(Reader("AU-1", "AU", "u-1"))) > 0


def test_a_board_is_whole_while_another_is_being_filled(known: Town) -> None:
    """Several ask at once for boards that nobody has asked for yet."""
    desks = [Reader(desk, agency_code(desk), "u-1") for desk in DESKS] * 3
    with ThreadPoolExecutor(len(desks)) as pool:
        found = list(pool.map(known.memory.read, desks))
    fresh = known.boards(known.fresh())
    assert [one.board for one in found] == [fresh[desk.agency_id].board for desk in desks]
