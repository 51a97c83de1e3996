"""異動（詳細非公開）: who left a household for where the reader may not see (V4, threat 14).

Whatever lies behind such a departure, a shelter or a flat of one's own, the reader is given the
same statement: this person left this household on this day. It is made here, from nothing but the
household, the person and the day, so that no two of them can differ.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from projections.household.members import StatedHousehold, stated_households
from projections.stored_event import StoredEvent
from projections.visibility.protections import Protection
from schemas.catalogue import catalogue
from schemas.times import JST, to_micros

DEPARTURES = ("MemberLeft", "HouseholdSplit", "HouseholdMovedOut")
UNDISCLOSED = "UNDISCLOSED"
_LAST = to_micros(datetime(9999, 12, 31, tzinfo=JST))
"""Sorts a made statement behind every real one of its day."""

MaySee = Callable[[StoredEvent], bool]
"""Whether the reader may see a departure statement in full."""


@dataclass(frozen=True, slots=True)
class Departure:
    """``left_on`` in days since 1970. ``statement``: what stands in for the real one."""

    household_id: bytes
    person: bytes
    left_on: int
    statement: StoredEvent


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
            found.append(
                Departure(
                    household.household_id, person, left_on, _statement(household, person, left_on)
                )
            )
    return sorted(found, key=lambda one: (one.household_id, one.person))


def _hidden(
    household: StatedHousehold,
    active: Sequence[Protection],
    by_id: Mapping[bytes, StoredEvent],
    may_see: MaySee,
) -> dict[bytes, int]:
    """Person → day of the departure."""
    present = {p for p, member in household.members.items() if member.left_on is None}
    hidden: dict[bytes, int] = {}
    for protection in active:
        if present.isdisjoint(protection.against):
            continue
        for person in protection.persons & household.members.keys():
            left_on = household.members[person].left_on
            day = protection.applied_on if left_on is None else left_on
            hidden[person] = min(day, hidden.get(person, day))
    staying = present - hidden.keys()
    for person, member in household.members.items():
        if member.left_on is None or not staying or person in hidden:
            continue
        statement = by_id[member.event_ids[-1]]
        if not (_discloses(statement) and may_see(statement)):
            hidden[person] = member.left_on
    return hidden


def _discloses(statement: StoredEvent) -> bool:
    """Whether the statement says where to."""
    if statement.name == "MemberLeft":
        return statement.body["destination"] not in (None, UNDISCLOSED)
    return True


def _statement(household: StatedHousehold, person: bytes, left_on: int) -> StoredEvent:
    seed = b"departure" + household.household_id + person + left_on.to_bytes(8, "big", signed=True)
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
            "household_id": household.household_id,
            "kind": household.kind,
            "person": person,
            "effective_on": left_on,
            "destination": UNDISCLOSED,
            "sealed": [],
        },
    )


def statements(departures: Iterable[Departure]) -> list[StoredEvent]:
    """What stands in for the real statements."""
    return [departure.statement for departure in departures]
