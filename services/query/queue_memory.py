"""The boards of the desks, remembered: after an event only what it touches is looked at again.

What a desk sees of a case is kept until an event comes that has one of the keys by which the look
went, until the next instant that any event it met names, and until midnight in Japan. What changes
sharing at large (a record set aside or resolved, a rebuilt view, a new source) forgets everything.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from projections.household.reach import Key, keys_of, record_key, type_key
from projections.queue.rules import Rules
from projections.sources import LastHeard
from projections.stored_event import StoredEvent
from projections.visibility.reader import Reader
from schemas.times import to_micros
from services.query.households import Households, agencies_heard
from services.query.queue_case import LOOKED_AT, seen, subject_of
from services.query.queue_desk import Desk, Together
from services.query.queue_looking import Looking, at_a_desk
from services.query.queue_rests import Rests
from services.query.view_reader import ViewReader, ViewSnapshot
from services.turns import Turns

MAX_DESKS: Final = 24
"""Boards kept at a time, the least recently asked for goes first; a board of 10,000 requests takes
about 90 MB."""

WARM_FOR: Final = timedelta(days=1)
"""How long after somebody asked for it a board is kept up to date."""

_AT_ONCE: Final = 16
"""Cases looked at before others have their turn: less than a tenth of a second."""


@dataclass(frozen=True, slots=True)
class Remembered:
    """The board of a desk at an instant, and when the agencies were heard by then."""

    now: datetime
    board: Together
    heard: Sequence[LastHeard]


class QueueMemory:
    """Safe to use from several threads."""

    def __init__(self, households: Households, views: ViewReader, rules: Rules) -> None:
        self._households = households
        self._views = views
        self._rules = rules
        self._turns = Turns()
        self._desks: OrderedDict[Reader, Desk] = OrderedDict()
        self._listed: dict[Key, set[str]] = {}
        self._rests = Rests()
        self._epoch: object = None
        self._newest: tuple[int, ...] = ()

    def read(self, reader: Reader) -> Remembered:
        """The board of the reader's desk now."""
        at_desk = at_a_desk(reader)
        while True:
            found = self._step(at_desk, asked=True)
            if found is not None:
                return found

    def warm(self, stopping: Callable[[], bool]) -> None:
        """Bring every board that was asked for within the last day up to date, unless told to
        stop in between."""
        since = self._households.now() - WARM_FOR
        with self._turns:
            desks = [d.reader for d in self._desks.values() if d.asked_at and d.asked_at >= since]
        for reader in desks:
            while not stopping() and self._step(reader, asked=False) is None:
                pass

    def _step(self, reader: Reader, *, asked: bool) -> Remembered | None:
        """One turn; None where it did not suffice."""
        with self._turns, self._views.snapshot() as snapshot:
            self._follow(snapshot)
            now = self._households.now()
            desk = self._desk(reader)
            if asked:
                desk.asked_at = now
                self._desks.move_to_end(reader)
            desk.come_to(to_micros(now))
            self._look(desk, snapshot, now)
            if desk.pending:
                return None
            return Remembered(now, desk.together(), agencies_heard(snapshot))

    def _desk(self, reader: Reader) -> Desk:
        desk = self._desks.get(reader)
        if desk is None:
            desk = self._desks[reader] = Desk(reader, self._listed)
            while len(self._desks) > MAX_DESKS:
                self._desks.popitem(last=False)
        return desk

    def _look(self, desk: Desk, snapshot: ViewSnapshot, now: datetime) -> None:
        if not desk.pending:
            return
        looking = Looking(self._households, snapshot, desk.reader, now, self._rules)
        for subject in list(islice(desk.pending, _AT_ONCE)):
            found = seen(looking, subject, self._listed[subject])
            self._rests.add(subject, looking.asked)
            desk.keep(subject, found, to_micros(now), looking.until)

    def _follow(self, snapshot: ViewSnapshot) -> None:
        """Take in what the view has learned since it was last looked at."""
        epoch = snapshot.file(), snapshot.set_aside(), snapshot.agency_numbers()
        newest = snapshot.newest()
        if epoch != self._epoch:
            self._begin(snapshot)
            self._epoch = epoch
        elif newest != self._newest:
            for event in snapshot.later_than(self._newest):
                self._take(event)
        self._newest = newest

    def _begin(self, snapshot: ViewSnapshot) -> None:
        self._listed.clear()
        self._rests.clear()
        for event in snapshot.fetch([type_key(name) for name in LOOKED_AT]):
            self._list(event)
        for desk in self._desks.values():
            desk.forget(self._listed)

    def _take(self, event: StoredEvent) -> None:
        # The record's own key is that of its corrections: of two that contradict each other
        # neither holds, and the store finds either by it.
        keys = keys_of(event)
        touched = {s for key in (*keys, record_key(event)) for s in self._rests.on(key)}
        listed = self._list(event) if keys else None
        for subject in touched | ({listed} if listed else set()):
            self._rests.drop(subject)
            for desk in self._desks.values():
                desk.look_again(subject, self._listed[subject])

    def _list(self, event: StoredEvent) -> Key | None:
        subject = subject_of(event) if event.name in LOOKED_AT else None
        if subject is not None:
            self._listed.setdefault(subject, set()).add(event.name)
        return subject
