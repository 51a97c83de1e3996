"""Reads the board of one desk from the view in service."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from projections.household.reading import HouseholdReading
from projections.household.text import id_text
from projections.queue.board import (
    Alarm,
    FlagItem,
    Task,
    Watched,
    alarms,
)
from projections.queue.request import (
    MUNICIPALITY,
    QueueItem,
)
from projections.queue.rules import Rules
from projections.sources import StaleSource, evaluated_at, stale_sources
from projections.visibility.reader import Reader
from projections.visibility.sight import AUDITOR
from services.query.break_glass import BreakGlasses
from services.query.households import Households, agencies_heard
from services.query.queue_looking import Looking
from services.query.stewardship import Stewardship
from services.query.view_reader import ViewReader

STEWARD = "ST"


@dataclass(frozen=True, slots=True)
class Board:
    """``items`` are one page, ``next`` the request after which the next one begins, ``by_band``
    how many there are in all; ``readings``: everything of which something is shown, for what is
    recorded of it."""

    items: tuple[QueueItem, ...]
    flags: tuple[FlagItem, ...]
    watch: tuple[Watched, ...]
    tasks: tuple[Task, ...]
    alerts: tuple[Task, ...]
    alarms: tuple[Alarm, ...]
    alarms_evaluated_at: datetime | None
    stale: tuple[StaleSource, ...]
    readings: tuple[HouseholdReading, ...]
    by_band: Mapping[str, int]
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


def _places(items: Iterable[tuple[QueueItem, HouseholdReading]]) -> dict[str, Place]:
    ranked = enumerate(sorted((one for one, _ in items), key=lambda item: item.rank), start=1)
    return {item.request_id: Place(number, item) for number, item in ranked}


class Queue:
    """Safe to use from several threads."""

    def __init__(
        self,
        households: Households,
        views: ViewReader,
        stewardship: Stewardship,
        glasses: BreakGlasses,
        rules: Rules,
    ) -> None:
        self.rules = rules
        self._households = households
        self._views = views
        self._stewardship = stewardship
        self._glasses = glasses

    def board(self, reader: Reader, *, limit: int, after: str, bands: Collection[str]) -> Board:
        """What waits for the reader's desk now, for an auditor what waits for every desk; of the
        requests one page, of these bands only where any are named. A page after a request that is
        not there begins at the start."""
        now = self._households.now()
        others = tuple(self._tasks(reader))
        with self._views.snapshot() as snapshot:
            looking = Looking(self._households, snapshot, reader, now, self.rules)
            items = sorted(looking.items(), key=lambda one: one[0].rank)
            wanted = [one for one in items if not bands or one[0].band in bands]
            places = {item.request_id: place for place, (item, _) in enumerate(wanted, start=1)}
            start = places.get(after, 0)
            page = wanted[start : start + limit]
            flags = list(looking.flags())
            clocks = [clock for item, _ in items for clock in item.clocks]
            clocks += [clock for flag in flags for clock in flag.clocks]
            heard = agencies_heard(snapshot)
            hold = timedelta(seconds=self.rules.catch_up_seconds)
            evaluated = evaluated_at(heard, now, hold)
            holding = evaluated is None and any(one.in_step is not None for one in heard)
            return Board(
                items=tuple(item for item, _ in page),
                flags=tuple(flags),
                watch=tuple(looking.watched()),
                tasks=(*looking.tasks(), *others),
                alerts=tuple(looking.alerts()),
                alarms=() if holding else tuple(alarms(clocks, now)),
                alarms_evaluated_at=evaluated,
                stale=stale_sources(heard, now),
                readings=(*(reading for _, reading in page), *looking.shown),
                by_band=Counter(item.band for item, _ in items),
                next=page[-1][0].request_id if start + limit < len(wanted) else "",
            )

    def explain(self, reader: Reader, request_id: bytes, at: datetime) -> QueueItem | None:
        """One request as it stood at ``at`` by everything known today; None where it was on no
        queue of the reader's desk then."""
        wanted = id_text(request_id)
        with self._views.snapshot() as snapshot:
            looking = Looking(self._households, snapshot, reader, at, self.rules)
            found = (item for item, _ in looking.items(wanted))
            return next((item for item in found if item.request_id == wanted), None)

    def preview(self, reader: Reader, other: Rules) -> list[Move]:
        """Every item of the reader's board as it is and as other rules would have it, in today's
        order."""
        now = self._households.now()
        with self._views.snapshot() as snapshot:
            here, there = (
                _places(Looking(self._households, snapshot, reader, now, each).items())
                for each in (self.rules, other)
            )
        return [Move(here[id_], there[id_]) for id_ in here]

    def _tasks(self, reader: Reader) -> Iterator[Task]:
        if reader.code in (STEWARD, AUDITOR):
            for one in self._stewardship.waiting():
                yield Task("REATTRIBUTE", id_text(one.event.event_id), "", one.since)
        if reader.code in (MUNICIPALITY, AUDITOR):
            for each, _ in self._glasses.to_review():
                yield Task("BREAK_GLASS_REVIEW", id_text(each.break_glass_id), "", each.used_at)
