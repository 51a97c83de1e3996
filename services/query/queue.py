"""Reads the board of one desk from the view in service."""

from __future__ import annotations

from collections.abc import Iterator
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
    """``readings``: everything of which something is shown, for what is recorded of it."""

    items: tuple[QueueItem, ...]
    flags: tuple[FlagItem, ...]
    watch: tuple[Watched, ...]
    tasks: tuple[Task, ...]
    alerts: tuple[Task, ...]
    alarms: tuple[Alarm, ...]
    alarms_evaluated_at: datetime | None
    stale: tuple[StaleSource, ...]
    readings: tuple[HouseholdReading, ...]


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
        self._households = households
        self._views = views
        self._stewardship = stewardship
        self._glasses = glasses
        self._rules = rules

    def board(self, reader: Reader) -> Board:
        """What waits for the reader's desk now, for an auditor what waits for every desk."""
        now = self._households.now()
        others = tuple(self._tasks(reader))
        with self._views.snapshot() as snapshot:
            looking = Looking(self._households, snapshot, reader, now, self._rules)
            items = sorted(looking.items(), key=lambda item: item.rank)
            flags = list(looking.flags())
            clocks = [clock for item in items for clock in item.clocks]
            clocks += [clock for flag in flags for clock in flag.clocks]
            heard = agencies_heard(snapshot)
            hold = timedelta(seconds=self._rules.catch_up_seconds)
            evaluated = evaluated_at(heard, now, hold)
            holding = evaluated is None and any(one.in_step is not None for one in heard)
            return Board(
                items=tuple(items),
                flags=tuple(flags),
                watch=tuple(looking.watched()),
                tasks=(*looking.tasks(), *others),
                alerts=tuple(looking.alerts()),
                alarms=() if holding else tuple(alarms(clocks, now)),
                alarms_evaluated_at=evaluated,
                stale=stale_sources(heard, now),
                readings=tuple(looking.shown),
            )

    def explain(self, reader: Reader, request_id: bytes, at: datetime) -> QueueItem | None:
        """One request as it stood at ``at`` by everything known today; None where it was on no
        queue of the reader's desk then."""
        wanted = id_text(request_id)
        with self._views.snapshot() as snapshot:
            looking = Looking(self._households, snapshot, reader, at, self._rules)
            return next((i for i in looking.items(wanted) if i.request_id == wanted), None)

    def _tasks(self, reader: Reader) -> Iterator[Task]:
        if reader.code in (STEWARD, AUDITOR):
            for one in self._stewardship.waiting():
                yield Task("REATTRIBUTE", id_text(one.event.event_id), "", one.since)
        if reader.code in (MUNICIPALITY, AUDITOR):
            for each, _ in self._glasses.to_review():
                yield Task("BREAK_GLASS_REVIEW", id_text(each.break_glass_id), "", each.used_at)
