"""Whom a reading is about, and what it therefore leaves out (V4, threats 13 and 14).

Whoever is shielded from somebody must not turn up in a reading that is about that somebody, on
whatever ground, a later consent or the reader's own notes included: the page may lie on a counter.
Such facts are read by asking for the shielded person, or for a case of theirs alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from projections.household.members import stated_households
from projections.stored_event import StoredEvent
from projections.visibility.departures import stayed
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.sight import AUDITOR, Seen, Sight
from projections.visibility.situation import HOUSEHOLD_STATEMENTS
from schemas.times import day_of, to_days


@dataclass(frozen=True, slots=True)
class Shield:
    """Of one person: since when (days), with whom, from whom."""

    since: int
    together: frozenset[bytes]
    others: frozenset[bytes]


def withheld(
    sight: Sight, asked: frozenset[bytes], effective: Iterable[StoredEvent]
) -> tuple[Seen, ...]:
    """What is left of ``sight`` in a reading about the persons ``asked``."""
    if sight.reader.code == AUDITOR:
        return sight.seen
    shields = _shields(sight, effective)
    agency = sight.reader.agency_id
    return tuple(one for one in sight.seen if _stays(one, asked, shields, sight, agency))


def _shields(sight: Sight, effective: Iterable[StoredEvent]) -> dict[bytes, Shield]:
    shields: dict[bytes, Shield] = {}
    for protection in sight.standing.active:
        for person in protection.persons:
            _add(shields, person, protection.applied_on, protection.persons, protection.against)
    households = stated_households(effective, sight.standing.today)
    for departure in sight.departures:
        household = households[departure.household_id]
        left = {
            person
            for person, member in household.members.items()
            if stayed(member, departure.left_on)
        }
        together = frozenset(
            one.person
            for one in sight.departures
            if (one.household_id, one.left_on) == (departure.household_id, departure.left_on)
        )
        _add(shields, departure.person, departure.left_on, together, frozenset(left) - together)
    return shields


def _add(
    shields: dict[bytes, Shield],
    person: bytes,
    since: int,
    together: frozenset[bytes],
    others: frozenset[bytes],
) -> None:
    before = shields.get(person, Shield(since, frozenset(), frozenset()))
    shields[person] = Shield(
        min(since, before.since), before.together | together, before.others | others
    )


def _stays(
    one: Seen,
    asked: frozenset[bytes],
    shields: Mapping[bytes, Shield],
    sight: Sight,
    agency: str,
) -> bool:
    event = one.original
    subjects = frozenset(sight.standing.subjects(event))
    shielded = [shields[person] for person in subjects if person in shields]
    in_sight = [shield for shield in shielded if not asked.isdisjoint(shield.others)]
    if event.envelope["compartment"] in COMPARTMENTS:
        return not in_sight and _among_themselves(asked, subjects, shields)
    if not in_sight or event.name in HOUSEHOLD_STATEMENTS:
        return True
    day = to_days(day_of(event.envelope["occurred_at"]))
    return event.agency == agency and all(day < shield.since for shield in in_sight)


def _among_themselves(
    asked: frozenset[bytes], subjects: frozenset[bytes], shields: Mapping[bytes, Shield]
) -> bool:
    """Whether the reading is about nobody beside the subjects and who is shielded with them; once
    it is known from whom, everybody else may be there."""
    if subjects <= shields.keys():
        return True
    return asked <= subjects.union(*(s.together for p, s in shields.items() if p in subjects))
