"""Reads the boards beside the queue from the view in service."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar

from projections.boards.community import HOST, TYPES, Community, Place, community
from projections.boards.outreach import IDENTIFIED, Target, last_tried, target
from projections.boards.trials import ENDED, MATCHED, Trial, last_heard, trials
from projections.household.case_state import is_closed
from projections.household.closure import collect
from projections.household.reach import CASE, type_key
from projections.household.reading import HouseholdReading, household_reading
from projections.household.text import id_text
from projections.household.view import HouseholdMember
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.reader import Reader
from schemas.times import JST
from services.query.households import Households
from services.query.view_reader import ViewReader, ViewSnapshot

SHOWN: Final = frozenset({"SERVICES", "IDENTITY"})
"""The field codes of what a row says, and of a name: more is neither shown nor recorded as so."""
_NAMES: Final = frozenset({"NAME", "NAME_KANA"})

R = TypeVar("R", Target, Trial)


@dataclass(frozen=True, slots=True)
class Row(Generic[R]):
    """One row with the names of whom it is about, as far as the reader may know them."""

    says: R
    members: tuple[HouseholdMember, ...]


@dataclass(frozen=True, slots=True)
class BoardPage(Generic[R]):
    """``next``: the case after which the next page begins; empty on the last one."""

    rows: tuple[Row[R], ...]
    readings: tuple[HouseholdReading, ...]
    next: str


_Story = tuple[StoredEvent, ...]


class Boards:
    """Safe to use from several threads. A page reads the own events of every case of its board for
    their order, and no more than its own cases as its reader sees them."""

    def __init__(self, households: Households, views: ViewReader) -> None:
        self._households = households
        self._views = views

    def outreach(
        self, reader: Reader, *, ended: bool, limit: int, after: bytes
    ) -> BoardPage[Target]:
        """Targets of open cases; of closed ones too where ``ended``."""

        def rows(case_id: bytes, seen: Iterable[StoredEvent]) -> Iterable[Target]:
            found = target(case_id, seen)
            return () if found is None else (found,)

        def stands(story: _Story) -> int | None:
            return last_tried(story) if ended or not is_closed(story) else None

        return self._page(reader, IDENTIFIED, stands, rows, limit, after)

    def participation(
        self, reader: Reader, *, ended: bool, limit: int, after: bytes
    ) -> BoardPage[Trial]:
        """Trials and regular places of open cases; what is over too where ``ended``."""

        def rows(case_id: bytes, seen: Iterable[StoredEvent]) -> Iterable[Trial]:
            return [one for one in trials(case_id, seen) if ended or one.stage != ENDED]

        def stands(story: _Story) -> int | None:
            last = last_heard(story)
            if ended:
                return last
            return last if last and not is_closed(story) else None

        return self._page(reader, MATCHED, stands, rows, limit, after)

    def community(self) -> Community:
        """Places and what is lacking."""
        with self._views.snapshot() as snapshot:
            found = snapshot.fetch_corrected([type_key(name) for name in TYPES])
        today = self._households.now().astimezone(JST).date()
        return community(settle(found).effective, today)

    def hosts(self) -> tuple[Place, ...]:
        """Every host of participation."""
        return tuple(place for place in self.community().places if place.kind == HOST)

    def _page(
        self,
        reader: Reader,
        listed: str,
        stands: Callable[[_Story], int | None],
        rows: Callable[[bytes, Iterable[StoredEvent]], Iterable[R]],
        limit: int,
        after: bytes,
    ) -> BoardPage[R]:
        reader = replace(reader, only=SHOWN)
        found: list[Row[R]] = []
        readings: list[HouseholdReading] = []
        cases = 0
        last = b""
        with self._views.snapshot() as snapshot:
            for case_id in _after(_ordered(snapshot, listed, stands), after):
                reading = self._read(snapshot, reader, case_id)
                here = list(rows(case_id, reading.seen))
                if not here:
                    continue
                if cases == limit:
                    return BoardPage(tuple(found), tuple(readings), id_text(last))
                cases, last = cases + 1, case_id
                readings.append(reading)
                found += [Row(one, _named(reading, one)) for one in here]
        return BoardPage(tuple(found), tuple(readings), "")

    def _read(self, snapshot: ViewSnapshot, reader: Reader, case_id: bytes) -> HouseholdReading:
        households = self._households
        now = households.now()
        return household_reading(
            (CASE, case_id),
            collect((CASE, case_id), snapshot.fetch, now),
            households.open,
            now,
            reader,
            households.policy,
            households.closed(snapshot),
        )


def _ordered(
    snapshot: ViewSnapshot, listed: str, stands: Callable[[_Story], int | None]
) -> list[bytes]:
    """The cases of a board; ties by id, so that pages do not overlap."""
    named = snapshot.fetch_corrected([type_key(listed)])
    cases = {event.case_id for event in named if event.case_id is not None}
    standing: list[tuple[int, bytes]] = []
    for case_id in cases:
        story = settle(snapshot.fetch_corrected([(CASE, case_id)])).effective
        at = stands(tuple(event for event in story if event.case_id == case_id))
        if at is not None:
            standing.append((at, case_id))
    return [case_id for _, case_id in sorted(standing)]


def _after(cases: list[bytes], after: bytes) -> list[bytes]:
    """What comes after a case; everything where that is not there (any more)."""
    return cases[cases.index(after) + 1 :] if after in cases else cases


def _named(reading: HouseholdReading, row: Target | Trial) -> tuple[HouseholdMember, ...]:
    """Whom a row is about, under whichever of their references, with nothing but their names."""
    refs = {row.person_ref} if isinstance(row, Trial) else set(row.person_refs)
    members = () if reading.view is None else reading.view.members
    return tuple(
        HouseholdMember(
            person_ref=member.person_ref,
            relationship="",
            stated_by="",
            left=False,
            left_on="",
            attributes=tuple(value for value in member.attributes if value.field in _NAMES),
            event_ids=(),
            joined_refs=member.joined_refs,
        )
        for member in members
        if refs & {member.person_ref, *member.joined_refs}
    )
