"""What one desk has on its board, kept case by case and in order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from projections.household.reach import Key
from projections.queue.board import Alarm, FlagItem, Task, Watched, alarms, watch_clocks
from projections.queue.clocks import Clock
from projections.queue.request import QueueItem
from projections.visibility.reader import Reader
from schemas.times import LAST_MICROS, from_micros
from services.query.queue_case import NOTHING, Seen, Shown, comes_before
from services.query.queue_order import Ordered

_NEVER: Final = LAST_MICROS
_AT_LAST: Final = from_micros(LAST_MICROS)


@dataclass(frozen=True, slots=True)
class Together:
    """Everything on the board of a desk, requests in their order. ``running``: every clock that is
    not met, the earliest due first. ``shown``: what goes with all but the items."""

    items: tuple[tuple[QueueItem, Shown], ...]
    flags: tuple[FlagItem, ...]
    watch: tuple[Watched, ...]
    tasks: tuple[Task, ...]
    alerts: tuple[Task, ...]
    running: tuple[Alarm, ...]
    shown: tuple[Shown, ...]
    by_band: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    """``seen`` as it is from ``made_at`` until ``until``, in microseconds."""

    seen: Seen
    made_at: int
    until: int


class Desk:
    """``pending``: what must still be looked at. Used by one thread at a time."""

    def __init__(self, reader: Reader, listed: Mapping[Key, Collection[str]]) -> None:
        self.reader = reader
        self.asked_at: datetime | None = None
        self.forget(listed)

    def forget(self, listed: Mapping[Key, Collection[str]]) -> None:
        """Everything must be looked at again."""
        code = self.reader.code
        self.pending = {one: None for one, types in listed.items() if comes_before(code, types)}
        self._kept: dict[Key, _Kept] = {}
        self._items = Ordered[tuple[object, ...], tuple[QueueItem, Shown]]()
        self._running = Ordered[tuple[int, str, str], Alarm]()
        self._bands: Counter[str] = Counter()
        self._beside: dict[Key, Seen] = {}
        self._together: Together | None = None
        self._from, self._until = 0, _NEVER

    def look_again(self, subject: Key, types: Collection[str]) -> None:
        """What was kept of it may no longer be so; there are events of these types now."""
        if comes_before(self.reader.code, types):
            self._drop(subject)

    def come_to(self, now: int) -> None:
        """Drop what does not hold at this instant (microseconds); a clock may go backwards."""
        if self._from <= now < self._until:
            return
        kept = self._kept.items()
        for subject in [key for key, one in kept if not one.made_at <= now < one.until]:
            self._drop(subject)
        self._from = max((kept.made_at for kept in self._kept.values()), default=0)
        self._until = min((kept.until for kept in self._kept.values()), default=_NEVER)

    def keep(self, subject: Key, seen: Seen, made_at: int, until: int) -> None:
        """What was seen of it, something still pending, holds that long."""
        del self.pending[subject]
        self._kept[subject] = _Kept(seen, made_at, until)
        self._from, self._until = max(self._from, made_at), min(self._until, until)
        if seen is NOTHING:
            return
        self._together = None
        for item, shown in seen.items:
            self._items.add((*item.rank.order, subject), (item, shown))
            self._bands[item.band] += 1
        for alarm in _running(seen):
            self._running.add((alarm.due, alarm.clock, alarm.about), alarm)
        if seen.flags or seen.watch or seen.tasks or seen.alerts or seen.shown:
            self._beside[subject] = seen

    def _drop(self, subject: Key) -> None:
        self.pending[subject] = None
        kept = self._kept.pop(subject, None)
        if kept is None or kept.seen is NOTHING:
            return
        self._together = None
        for item, _ in kept.seen.items:
            self._items.remove((*item.rank.order, subject))
            self._bands[item.band] -= 1
        for alarm in _running(kept.seen):
            self._running.remove((alarm.due, alarm.clock, alarm.about))
        self._beside.pop(subject, None)

    def together(self) -> Together:
        """The board; nothing must be pending."""
        if self._together is None:
            several = [self._beside[subject] for subject in sorted(self._beside)]
            watch = [row for each in several for row in each.watch]
            self._together = Together(
                items=self._items.values(),
                flags=tuple(flag for each in several for flag in each.flags),
                watch=tuple(sorted(watch, key=lambda row: (row.list, row.since))),
                tasks=tuple(task for each in several for task in each.tasks),
                alerts=tuple(alert for each in several for alert in each.alerts),
                running=self._running.values(),
                shown=tuple(one for each in several for one in each.shown),
                by_band=+self._bands,
            )
        return self._together


def _running(seen: Seen) -> list[Alarm]:
    """Every clock of it that is not met, as it will be late some day."""
    return alarms(_clocks(seen), _AT_LAST)


def _clocks(seen: Seen) -> Iterator[Clock]:
    for item, _ in seen.items:
        yield from item.clocks
    for flag in seen.flags:
        yield from flag.clocks
    yield from watch_clocks(seen.watch)
