"""The walk from a household, a person or a case to every event its view is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import datetime

from projections.household.reach import (
    CASE,
    HOUSEHOLD,
    LINK,
    PERSON,
    STANDING,
    Key,
    cited_keys,
    joining_keys,
    record_key,
)
from projections.household.scope import Scope, known_as, scope_of
from projections.people.attribution import Attributed, attribute
from projections.people.naming import people_of
from projections.revisions import Settled, settle
from projections.stored_event import StoredEvent

Fetch = Callable[[Sequence[Key]], Iterable[StoredEvent]]
"""Every stored event that has any of these keys; a repeated event does no harm."""

Regard = Callable[[Settled], Settled]
"""What of the settled events a reading takes into account at all."""


def _everything(settled: Settled) -> Settled:
    return settled


def collect(subject: Key, fetch: Fetch, now: datetime) -> list[StoredEvent]:
    """Every event that ``household_view`` of this subject needs; the view of these events is the
    view of the whole log.

    Nothing is followed further than household → members → their cases → everything about those,
    so that a neighbour named in a case does not bring in the neighbour's own household; another
    household of a member is, for it may contradict this one, without its people's stories. Of
    everyone named the links are followed and what decides who may see them, of a member everything
    about every joined reference. What was recorded by way of a revoked link may be anybody's whom
    the link joined, and needs the steward's word.
    About six calls of ``fetch``, each with keys not asked before.
    """
    return collect_several((subject,), fetch, now)


def collect_several(
    subjects: Collection[Key], fetch: Fetch, now: datetime, regard: Regard = _everything
) -> list[StoredEvent]:
    """The same for several subjects that share events.

    Where only what ``regard`` leaves is taken into account, the walk is the one that those events
    alone would lead.
    """
    found: dict[tuple[str, int], StoredEvent] = {}
    asked: set[Key] = set()
    led_to: set[Key] = set()
    named: set[bytes] = set()
    wanted: set[Key] = set(subjects)
    while new := wanted - asked:
        asked |= new
        for event in fetch(sorted(new)):
            place = event.agency, event.sequence
            if place not in found:
                found[place] = event
                led_to.add(record_key(event))
                led_to.update(cited_keys(event))
                led_to.update(joining_keys(event))
                named.update(people_of(event))
        attributed = attribute(regard(settle(found.values())))
        told = attributed.settled.effective
        scopes = [scope_of(known_as(subject, attributed), told, now) for subject in subjects]
        wanted = (
            led_to.union(*(_keys_of_scope(scope, attributed) for scope in scopes))
            | {(LINK, link_id) for link_id in attributed.links.revoked}
            | {(STANDING, ref) for person in named for ref in attributed.all_refs(person)}
        )
    return list(found.values())


def _keys_of_scope(scope: Scope, attributed: Attributed) -> set[Key]:
    return (
        {(PERSON, ref) for person in scope.asked_about for ref in attributed.all_refs(person)}
        | {(CASE, case) for case in scope.cases}
        | {(HOUSEHOLD, household) for household in scope.considered}
    )
