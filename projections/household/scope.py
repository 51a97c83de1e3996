"""What one household's view is about: its people, their cases, and which events belong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from projections.household.members import (
    Membership,
    StatedHousehold,
    chief,
    joined_with,
    joins,
    stated_households,
)
from projections.household.reach import CASE, HOUSEHOLD, PERSON, Key, keys_of
from projections.people.attribution import Attributed
from projections.people.links import LINK_EVENTS
from projections.stored_event import StoredEvent
from schemas.times import JST, day_of, to_days


@dataclass(frozen=True, slots=True)
class Scope:
    """The subject of a view. ``household_id`` is None where no agency has stated a household.

    ``considered`` and ``asked_about`` are all household ids and all people that had to be looked
    at to know this; ``left_on`` holds the day on which a person left, for those who did.
    ``elsewhere``: every other household that one of the people is or was in, joined ones together.
    """

    household_id: bytes | None
    households: tuple[StatedHousehold, ...]
    elsewhere: tuple[tuple[StatedHousehold, ...], ...]
    considered: frozenset[bytes]
    people: frozenset[bytes]
    asked_about: frozenset[bytes]
    left_on: dict[bytes, int]
    cases: frozenset[bytes]
    joins: tuple[StoredEvent, ...]

    def concerns(self, event: StoredEvent) -> bool:
        """Whether the event is about one of the people while they belonged here (I6)."""
        day = to_days(day_of(event.envelope["occurred_at"]))
        return any(
            person in self.people and (person not in self.left_on or day < self.left_on[person])
            for person in event.envelope["person_refs"]
        )

    def holds(self, event: StoredEvent) -> bool:
        """Whether the event is shown in this view; what is said about links is not."""
        if event.name in LINK_EVENTS:
            return False
        if event.case_id in self.cases or self.concerns(event):
            return True
        ids = {household.household_id for household in self.households}
        return any(kind == HOUSEHOLD and key in ids for kind, key in keys_of(event))


def known_as(subject: Key, attributed: Attributed) -> Key:
    """The subject under the reference by which these events name the person."""
    kind, key = subject
    return (kind, attributed.canonical(key)) if kind == PERSON else subject


def scope_of(subject: Key, events: Sequence[StoredEvent], now: datetime) -> Scope:
    """The scope of a household, a person or a case, from attributed effective events, as of
    ``now``.

    Of a person's households the one they live in is taken, SUPPORT before RESIDENT_REGISTER, then
    the most recently stated; of a case's the one with most of its people. A person who left is
    followed into their former household only if all of it moved out.
    """
    kind, key = subject
    today = to_days(now.astimezone(JST).date())
    stated = stated_households(events, today)
    live = joins(events, today)
    if kind == HOUSEHOLD:
        people = frozenset[bytes]()
        considered = joined_with(key, live)
        chosen = considered
    else:
        people = frozenset([key]) if kind == PERSON else _people_of_case(key, events)
        near = [h for h in stated.values() if not people.isdisjoint(h.members)]
        considered = frozenset(other for h in near for other in joined_with(h.household_id, live))
        chosen = _choose(people, near, live)
    households = tuple(stated[h] for h in sorted(chosen) if h in stated)
    members = memberships(households)
    left_on = {p: m.left_on for p, m in members.items() if m.left_on is not None}
    asked_about = people
    if chosen:
        people = frozenset(members)
    others = _elsewhere(people, chosen, stated, live)
    scope = Scope(
        household_id=chief(chosen, live) if households else None,
        households=households,
        elsewhere=tuple(
            tuple(stated[h] for h in sorted(group) if h in stated)
            for group in sorted(others, key=sorted)
        ),
        considered=considered.union(*others),
        people=people,
        asked_about=asked_about | people,
        left_on=left_on,
        cases=frozenset(),
        joins=tuple(join for join in live if join.body["household_id"] in chosen),
    )
    cases = {e.case_id for e in events if e.case_id is not None and scope.concerns(e)}
    if kind == CASE:
        cases.add(key)
    return replace(scope, cases=frozenset(cases))


def _elsewhere(
    people: frozenset[bytes],
    chosen: frozenset[bytes],
    stated: Mapping[bytes, StatedHousehold],
    live: Sequence[StoredEvent],
) -> frozenset[frozenset[bytes]]:
    return frozenset(
        joined_with(household_id, live)
        for household_id, household in stated.items()
        if household_id not in chosen and not people.isdisjoint(household.members)
    )


def memberships(households: Iterable[StatedHousehold]) -> dict[bytes, Membership]:
    """Everyone in these joined households; who is present in one of them has not left."""
    merged: dict[bytes, Membership] = {}
    for household in households:
        for person, member in household.members.items():
            before = merged.get(person)
            if before is None or _standing(member) > _standing(before):
                merged[person] = member
    return merged


def _standing(member: Membership) -> tuple[bool, int, tuple[bytes, ...]]:
    return member.left_on is None, member.left_on or 0, member.event_ids


def _people_of_case(case_id: bytes, events: Iterable[StoredEvent]) -> frozenset[bytes]:
    return frozenset(p for e in events if e.case_id == case_id for p in e.envelope["person_refs"])


def _choose(
    people: frozenset[bytes], near: Iterable[StatedHousehold], live: Sequence[StoredEvent]
) -> frozenset[bytes]:
    votes: Counter[bytes] = Counter()
    rank: dict[bytes, tuple[bool, bool, int]] = {}
    for household in near:
        here = [m for p, m in household.members.items() if p in people]
        staying = [m for m in here if m.left_on is None]
        counted = staying or [m for m in here if m.moved_with_all]
        if counted:
            votes[household.household_id] = len(counted)
            rank[household.household_id] = (
                bool(staying),
                household.kind == "SUPPORT",
                household.since,
            )
    if not votes:
        return frozenset()
    best = max(sorted(votes), key=lambda h: (rank[h][:2], votes[h], rank[h][2]))
    return joined_with(best, live)
