"""Finds households in which agencies work without knowing of each other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from projections.household.reach import Key
from projections.overlap import Overlap, gather, once, overlaps
from projections.stored_event import StoredEvent
from projections.visibility.standing import Closed
from schemas.times import JST
from services.clock import Clock
from services.query.overlap_candidates import candidates
from services.query.view_reader import ViewReader, ViewSnapshot

MOST_AGE: Final = timedelta(seconds=60)
"""[cfg] For how long pages may come from one search while the view changes."""


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` on all pages; ``next``: the household after which the next page begins."""

    overlaps: tuple[Overlap, ...]
    total: int
    next: bytes | None


@dataclass(frozen=True, slots=True)
class _Found:
    overlaps: tuple[Overlap, ...]
    at: datetime
    day: date
    newest: tuple[int, ...]
    closed: Closed


class OverlapFinder:
    """Safe to use from several threads; they wait for one search."""

    def __init__(self, views: ViewReader, clock: Clock, most_age: timedelta = MOST_AGE) -> None:
        self._views = views
        self._clock = clock
        self._most_age = most_age
        self._searching = threading.Lock()
        self._found: _Found | None = None

    def page(self, limit: int, after: bytes | None) -> Page:
        """One page in the order of the household ids.

        A first page is as new as the view; those after it come from the same search for as long
        as it is not too old, so that they fit together.
        """
        found = self._search(follows=after is not None)
        rest = [one for one in found.overlaps if after is None or one.household_id > after]
        shown = tuple(rest[:limit])
        more = len(rest) > len(shown)
        return Page(shown, len(found.overlaps), shown[-1].household_id if more else None)

    def _search(self, *, follows: bool) -> _Found:
        with self._searching, self._views.snapshot() as snapshot:
            now = self._clock.now()
            stands = (now.astimezone(JST).date(), snapshot.closed())
            # A record that was set aside and is applied later is older than the newest.
            newest = (snapshot.dead_letter_count(), *snapshot.newest())
            kept = self._found
            if kept is not None and stands == (kept.day, kept.closed):
                young = abs(now - kept.at) < self._most_age
                if newest == kept.newest or (follows and young):
                    return kept
            found = tuple(_overlaps(snapshot, now, stands[1]))
            self._found = _Found(found, now, stands[0], newest, stands[1])
            return self._found


def _overlaps(snapshot: ViewSnapshot, now: datetime, closed: Closed) -> list[Overlap]:
    found: list[Overlap] = []
    for household_ids in candidates(snapshot):
        seen: set[int] = set()

        def fetch(keys: Sequence[Key], seen: set[int] = seen) -> list[StoredEvent]:
            return snapshot.fetch_new(keys, seen)

        found += overlaps(household_ids, gather(household_ids, fetch, now), now, closed)
    return once(found)
