"""The walk from a household, a person or a case to every event its view is made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from projections.household.reach import CASE, HOUSEHOLD, PERSON, Key, cited_keys, record_key
from projections.household.scope import Scope, scope_of
from projections.revisions import settle
from projections.stored_event import StoredEvent

Fetch = Callable[[Sequence[Key]], Iterable[StoredEvent]]
"""Every stored event that has any of these keys; a repeated event does no harm."""


def collect(subject: Key, fetch: Fetch, now: datetime) -> list[StoredEvent]:
    """Every event that ``household_view`` of this subject needs; the view of these events is the
    view of the whole log.

    Nothing is followed further than household → members → their cases → everything about those,
    so that a neighbour named in a case does not bring in the neighbour's own household. About six
    calls of ``fetch``, each with keys not asked before.
    """
    found: dict[tuple[str, int], StoredEvent] = {}
    asked: set[Key] = set()
    wanted: set[Key] = {subject}
    while new := wanted - asked:
        asked |= new
        for event in fetch(sorted(new)):
            found[event.agency, event.sequence] = event
        wanted = _keys_of_scope(scope_of(subject, settle(found.values()).effective, now))
        for event in found.values():
            wanted.add(record_key(event))
            wanted.update(cited_keys(event))
    return list(found.values())


def _keys_of_scope(scope: Scope) -> set[Key]:
    return (
        {(PERSON, person) for person in scope.asked_about}
        | {(CASE, case) for case in scope.cases}
        | {(HOUSEHOLD, household) for household in scope.considered}
    )
