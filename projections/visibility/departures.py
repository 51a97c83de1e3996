"""異動（詳細非公開）: who left a household for where the reader may not see (V4, threat 14).

Whatever lies behind such a departure, a shelter or a flat of one's own, the reader is given the
same statement: this person left this household on this day. It is made here, from nothing but the
household, the person and the day, so that no two of them can differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.household.members import (
    DEPARTURES,
    Membership,
    StatedHousehold,
    stated_households,
)
from projections.stored_event import StoredEvent
from projections.visibility.protections import Protection
from schemas.catalogue import catalogue
from schemas.times import JST, to_micros

UNDISCLOSED = "UNDISCLOSED"
_LAST = to_micros(datetime(9999, 12, 31, tzinfo=JST))
"""Sorts a made statement behind every real one of its day."""

MaySee = Callable[[StoredEvent], bool]
"""Whether the reader may see a departure statement in full."""


@dataclass(frozen=True, slots=True)
class Departure:
    """``left_on`` in days since 1970. ``real``: the event ids of the statements that are not to be
    seen beside what stands in for them."""

    household_id: bytes
    kind: str
    person: bytes
    left_on: int
    real: frozenset[bytes]

    def statement(self, ref: bytes) -> StoredEvent:
        """What stands in for the real statement, about the person under ``ref``."""
        return _statement(self, ref)


def undisclosed_departures(
    effective: Sequence[StoredEvent],
    active: Sequence[Protection],
    today: int,
    may_see: MaySee,
) -> list[Departure]:
    """The departures of which the reader may know the day alone.

    A household that left as a whole has left nobody behind from whom to hide it.
    """
    by_id = {event.event_id: event for event in effective}
    found = []
    for household in stated_households(effective, today).values():
        for person, left_on in _hidden(household, active, by_id, may_see).items():
            real = frozenset(
                event_id
                for event_id in household.members[person].event_ids
                if by_id[event_id].name in DEPARTURES
            )
            found.append(Departure(household.household_id, household.kind, person, left_on, real))
    return sorted(found, key=lambda one: (one.household_id, one.person))


def _hidden(
    household: StatedHousehold,
    active: Sequence[Protection],
    by_id: Mapping[bytes, StoredEvent],
    may_see: MaySee,
) -> dict[bytes, int]:
    """Person → day of the departure."""
    members = household.members
    hidden: dict[bytes, int] = {}
    for protection in active:
        for person in protection.persons & members.keys():
            left_on = members[person].left_on
            day = protection.applied_on if left_on is None else left_on
            if any(stayed(members.get(other), day) for other in protection.against):
                hidden[person] = min(day, hidden.get(person, day))
    for person, member in members.items():
        day_left = member.left_on
        if day_left is None or person in hidden:
            continue
        others = (m for p, m in members.items() if p != person and p not in hidden)
        statement = by_id[member.event_ids[-1]]
        if any(stayed(other, day_left) for other in others) and not (
            _discloses(statement) and may_see(statement)
        ):
            hidden[person] = day_left
    return hidden


def stayed(member: Membership | None, day: int) -> bool:
    """Whether somebody was left behind on that day, also if they have gone since."""
    return member is not None and (member.left_on is None or member.left_on > day)


def _discloses(statement: StoredEvent) -> bool:
    """Whether the statement says where to."""
    if statement.name == "MemberLeft":
        return statement.body["destination"] not in (None, UNDISCLOSED)
    return True


def _statement(departure: Departure, ref: bytes) -> StoredEvent:
    day = departure.left_on.to_bytes(8, "big", signed=True)
    seed = b"departure" + departure.household_id + ref + day
    event_id = hashlib.blake2b(seed, digest_size=16).digest()
    return StoredEvent(
        "",
        0,
        catalogue().latest("MemberLeft"),
        {
            "envelope": {
                "event_id": event_id,
                "event_type": "MemberLeft",
                "agency_id": "",
                "source_system_id": "",
                "source_record_id": event_id.hex(),
                "source_revision": 1,
                "occurred_at": _LAST,
                "recorded_at": _LAST,
                "occurred_precision": "DAY",
                "case_id": None,
                "person_refs": [],
                "legal_basis": "NONE",
                "compartment": "NONE",
                "consent_id": None,
                "conference_id": None,
                "council_case_id": None,
                "via_link_ids": [],
            },
            "household_id": departure.household_id,
            "kind": departure.kind,
            "person": ref,
            "effective_on": departure.left_on,
            "destination": UNDISCLOSED,
            "sealed": [],
        },
    )
