"""Reads the board of one desk from the view in service."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from projections.household.reach import type_key
from projections.household.text import id_text
from projections.queue.board import Alarm, FlagItem, Task, Watched
from projections.queue.request import MUNICIPALITY, QueueItem
from projections.queue.rules import Rules
from projections.queue.watch.protections_ending import protections_ending
from projections.revisions import settle
from projections.sources import StaleSource, evaluated_at, stale_sources
from projections.stored_event import by_time
from projections.visibility.reader import RESTRICTED, Reader
from projections.visibility.sight import AUDITOR
from schemas.times import JST, to_micros
from services.query.break_glass import BreakGlasses
from services.query.households import Households
from services.query.queue_case import Shown, case_items
from services.query.queue_looking import Looking
from services.query.queue_memory import QueueMemory
from services.query.stewardship import Stewardship
from services.query.view_reader import ViewReader

STEWARD = "ST"
LINK_PROPOSAL = "LINK_PROPOSAL"
MAX_CANDIDATES = 100
"""How many a board lists; the steward's own page has them all."""

PROTECTIONS = ("AddressProtectionApplied", "AddressProtectionLifted")


MINE: Final = "MINE"
NOBODY: Final = "NOBODY"


@dataclass(frozen=True, slots=True)
class Board:
    """``items`` are one page, ``next`` the request after which the next one begins, ``by_band``
    how many there are in all; ``shown``: of everything that is shown what is recorded of it."""

    items: tuple[QueueItem, ...]
    flags: tuple[FlagItem, ...]
    watch: tuple[Watched, ...]
    tasks: tuple[Task, ...]
    alerts: tuple[Task, ...]
    alarms: tuple[Alarm, ...]
    alarms_evaluated_at: datetime | None
    stale: tuple[StaleSource, ...]
    shown: tuple[Shown, ...]
    by_band: Mapping[str, int]
    matching: int
    next: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands on a board, from 1."""

    number: int
    item: QueueItem


@dataclass(frozen=True, slots=True)
class Move:
    """One item by the rules in force and by others."""

    now: Place
    then: Place

    @property
    def moved(self) -> bool:
        """Whether anything of its rank would change."""
        return self.now.number != self.then.number or self.now.item.rank != self.then.item.rank


def _places(items: Iterable[QueueItem]) -> dict[str, Place]:
    ranked = enumerate(sorted(items, key=lambda item: item.rank.order), start=1)
    return {item.request_id: Place(number, item) for number, item in ranked}


class Queue:
    """Safe to use from several threads."""

    def __init__(
        self,
        households: Households,
        views: ViewReader,
        memory: QueueMemory,
        stewardship: Stewardship,
        glasses: BreakGlasses,
        rules: Rules,
    ) -> None:
        self.rules = rules
        self._households = households
        self._views = views
        self._memory = memory
        self._stewardship = stewardship
        self._glasses = glasses

    def board(
        self,
        reader: Reader,
        *,
        limit: int,
        after: str,
        bands: Collection[str],
        claimed: str = "",
    ) -> Board:
        """What waits for the reader's desk now, for an auditor what waits for every desk; of the
        requests one page, of these bands only where any are named, claimed by the reader
        (``MINE``) or by ``NOBODY`` where that is asked. A page after a request that is
        not there begins at the start."""
        others, lists = tuple(self._tasks(reader)), tuple(self._lists(reader))
        found = self._memory.read(reader)
        board, now = found.board, found.now
        wanted = board.items
        if bands:
            wanted = tuple(one for one in wanted if one[0].band in bands)
        if claimed:
            worker = reader.user if claimed == MINE else ""
            wanted = tuple(one for one in wanted if one[0].claimed_by == worker)
        start = _place_after(wanted, after)
        page = wanted[start : start + limit]
        evaluated = evaluated_at(found.heard, now, timedelta(seconds=self.rules.catch_up_seconds))
        holding = evaluated is None and any(one.in_step is not None for one in found.heard)
        late = bisect_left(board.running, to_micros(now), key=lambda alarm: alarm.due)
        return Board(
            items=tuple(item for item, _ in page),
            flags=board.flags,
            watch=(*board.watch, *lists),
            tasks=(*board.tasks, *others),
            alerts=board.alerts,
            alarms=() if holding else board.running[:late],
            alarms_evaluated_at=evaluated,
            stale=stale_sources(found.heard, now),
            shown=(*(shown for _, shown in page), *board.shown),
            by_band=board.by_band,
            matching=len(wanted),
            next=page[-1][0].request_id if start + limit < len(wanted) else "",
        )

    def explain(self, reader: Reader, request_id: bytes, at: datetime) -> QueueItem | None:
        """One request as it stood at ``at`` by everything known today; None where it was on no
        queue of the reader's desk then."""
        wanted = id_text(request_id)
        with self._views.snapshot() as snapshot:
            looking = Looking(self._households, snapshot, reader, at, self.rules)
            found = _items(looking, wanted)
            return next((item for item in found if item.request_id == wanted), None)

    def preview(self, reader: Reader, other: Rules) -> list[Move]:
        """Every item of the reader's board as it is and as other rules would have it, in today's
        order."""
        now = self._households.now()
        with self._views.snapshot() as snapshot:
            here, there = (
                _places(_items(Looking(self._households, snapshot, reader, now, each)))
                for each in (self.rules, other)
            )
        return [Move(here[id_], there[id_]) for id_ in here]

    def _lists(self, reader: Reader) -> Iterator[Watched]:
        """名寄せ候補, to the steward; 支援措置の期限, to the restricted role and the auditor alone:
        on no other board is there even a count of it (V4)."""
        if reader.code in (STEWARD, AUDITOR):
            candidates, _ = self._stewardship.candidates(MAX_CANDIDATES, b"")
            for each in candidates:
                yield Watched(LINK_PROPOSAL, "", "", "", about=id_text(each.proposal.pair))
        if reader.role != RESTRICTED and reader.code != AUDITOR:
            return
        with self._views.snapshot() as snapshot:
            told = snapshot.fetch([type_key(name) for name in PROTECTIONS])
        now = self._households.now()
        past = [e for e in told if e.envelope["occurred_at"] <= to_micros(now)]
        effective = sorted(settle(past).effective, key=by_time)
        today = now.astimezone(JST).date()
        yield from protections_ending(effective, today, self.rules.days["PROTECTION_ENDING"])

    def _tasks(self, reader: Reader) -> Iterator[Task]:
        if reader.code in (STEWARD, AUDITOR):
            for one in self._stewardship.waiting():
                yield Task("REATTRIBUTE", id_text(one.event.event_id), "", one.since)
        if reader.code in (MUNICIPALITY, AUDITOR):
            for each, _ in self._glasses.to_review():
                yield Task("BREAK_GLASS_REVIEW", id_text(each.break_glass_id), "", each.used_at)


def _items(looking: Looking, only: str | None = None) -> Iterator[QueueItem]:
    """The requests on the desk, of ``only`` that one, looked at anew."""
    asked = looking.of_types("CoordinationRequested")
    if only is not None:
        asked = [event for event in asked if id_text(event.body["request_id"]) == only]
    for case_id in sorted({event.case_id for event in asked if event.case_id is not None}):
        looking.begin()
        yield from (item for item, _ in case_items(looking, case_id))


def _place_after(items: Iterable[tuple[QueueItem, Shown]], after: str) -> int:
    """How many items come before the page: up to ``after``, none where it is not there."""
    if not after:
        return 0
    places = (place for place, (item, _) in enumerate(items, 1) if item.request_id == after)
    return next(places, 0)
