"""Where two counters or more may work in one household: told from the index, without the events.

A municipality's log is too large to be read for every question (50,000 households, a million
events); of most households no second counter ever wrote, or all but one have ended.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from projections.household.case_state import CHANGES, OPEN, case_state
from projections.household.reach import CASE, HOUSEHOLD, LINK, PERSON
from projections.overlap import COUNTERS, counted
from projections.revisions import settle
from projections.stored_event import StoredEvent
from schemas.codes import agency_code
from services.query.view_reader import ViewSnapshot
from services.views.numbering import source_and_sequence

_JOINING: Final = (PERSON, CASE, HOUSEHOLD, LINK)


def candidates(snapshot: ViewSnapshot) -> list[list[bytes]]:
    """The households that two counters or more may work in, those that may share something
    together, in the order of their ids.

    Whatever one event names belongs together: people, their cases and households, links whether
    they hold or not. That is never less than ``projections.overlap`` looks at.
    """
    groups = _Groups(_bits(snapshot.agency_numbers()), _ended(snapshot))
    last, named = -1, list[tuple[int, int]]()
    for event, kind, key in snapshot.touches(_JOINING):
        if event != last:
            groups.add(last, named)
            last, named = event, []
        named.append((kind, key))
    groups.add(last, named)
    together: dict[int, list[bytes]] = {}
    for key, household_id in snapshot.key_numbers(HOUSEHOLD):
        root = groups.root(key)
        if groups.wrote.get(root, 0).bit_count() > 1:
            together.setdefault(root, []).append(household_id)
    return list(together.values())


def _bits(agencies: Mapping[int, str]) -> dict[int, int]:
    """One bit for each counter's source."""
    counters = sorted(n for n, agency in agencies.items() if agency_code(agency) in COUNTERS)
    return {number: 1 << place for place, number in enumerate(counters)}


def _ended(snapshot: ViewSnapshot) -> frozenset[int]:
    """The cases, by the number of their key, that are surely not open.

    Where a closing was recorded by way of a link it may turn out to be nobody's: it is not sure.
    """
    changes: dict[bytes, list[StoredEvent]] = {}
    for event in counted(settle(snapshot.of_types(CHANGES))).effective:
        if event.case_id is not None:
            changes.setdefault(event.case_id, []).append(event)
    ended = {
        case_id
        for case_id, several in changes.items()
        if case_state(several).state != OPEN
        and not any(event.envelope["via_link_ids"] for event in several)
    }
    return frozenset(key for key, case_id in snapshot.key_numbers(CASE) if case_id in ended)


class _Groups:
    """Keys that belong together; ``wrote``, by the key that stands for a group: the counters that
    wrote in its open cases, one bit each."""

    def __init__(self, bits: Mapping[int, int], ended: frozenset[int]) -> None:
        self.wrote: dict[int, int] = {}
        self._bits = bits
        self._ended = ended
        self._above: dict[int, int] = {}

    def add(self, event: int, named: Sequence[tuple[int, int]]) -> None:
        """The keys of one event. Naming people and nothing else joins nobody."""
        if all(kind == PERSON for kind, _ in named):
            return
        root = self.root(named[0][1])
        wrote = 0
        for kind, key in named:
            other = self.root(key)
            if other != root:
                self._above[other] = root
                wrote |= self.wrote.pop(other, 0)
            if kind == CASE and key not in self._ended:
                wrote |= self._bits.get(source_and_sequence(event)[0], 0)
        if wrote:
            self.wrote[root] = self.wrote.get(root, 0) | wrote

    def root(self, key: int) -> int:
        """The key that stands for the group."""
        root = key
        while (above := self._above.get(root, root)) != root:
            root = above
        while key != root:
            self._above[key], key = root, self._above[key]
        return root
