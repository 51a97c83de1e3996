"""Which units a reduced event still holds, read off the event itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from projections.stored_event import StoredEvent
from projections.visibility.sight import Seen
from tests.unit.projections.visibility.oracle_facts import Unit, clear_units, facts_of

_BLANK: tuple[object, ...] = (None, [], "", 0, False, bytes(16))


def shown(seen: Iterable[Seen]) -> dict[Unit, bool]:
    """Whether each unit of the events is there; left out where a blank value cannot tell."""
    found: dict[Unit, bool] = {}
    for one in seen:
        found.update(_clear(one.original, one.event))
        there = {(part["person_ref"], part["field_code"]) for part in one.event.body["sealed"]}
        for fact in facts_of(one.original):
            if fact.unit.sealed:
                found[fact.unit] = (fact.unit.person, fact.unit.code) in there
    return found


def _clear(original: StoredEvent, reduced: StoredEvent) -> Iterator[tuple[Unit, bool]]:
    left = {(name, unit.person) for name, unit in clear_units(reduced)}
    for name, unit in clear_units(original):
        if unit.person is not None:
            yield unit, (name, unit.person) in left
        elif original.body[name] not in _BLANK:
            yield unit, reduced.body[name] == original.body[name]
