"""支援措置 and what is known of abuse: whom to shield, from whom, since when (V4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from projections.stored_event import StoredEvent
from schemas.times import day_of, to_days

COMPARTMENTS = ("ABUSE_DV", "PROTECTED")


@dataclass(frozen=True, slots=True)
class Protection:
    """One protection in force: ``persons`` from ``against``; ``applied_on`` in days."""

    persons: frozenset[bytes]
    against: frozenset[bytes]
    applied_at: int
    applied_on: int


class Abuse(NamedTuple):
    """Of one person: the first fact of abuse or protection (microseconds), who works on it, in
    which cases."""

    since: int
    agencies: frozenset[str]
    cases: frozenset[bytes]


def ever_protected(events: Iterable[StoredEvent], now: int) -> list[Protection]:
    """Every protection applied by ``now``, also those that have ended: what overrode a consent
    stays overridden. Events in conflict count too: in doubt a person is protected."""
    return [
        Protection(
            frozenset(event.body["persons"]),
            frozenset(event.body["against"]),
            event.envelope["occurred_at"],
            to_days(day_of(event.envelope["occurred_at"])),
        )
        for event in events
        if event.name == "AddressProtectionApplied" and event.envelope["occurred_at"] <= now
    ]


def protections(
    effective: Iterable[StoredEvent], doubtful: Iterable[StoredEvent], now: int, today: int
) -> list[Protection]:
    """The protections in force at ``now``: not run out, not lifted for that person. In doubt a
    person is protected: a doubtful protection counts, a doubtful lifting does not."""
    effective = list(effective)
    lifted = [e for e in effective if e.name == "AddressProtectionLifted"]
    found = []
    for event in (*effective, *doubtful):
        if event.name != "AddressProtectionApplied" or event.body["valid_until"] < today:
            continue
        if event.envelope["occurred_at"] > now:
            continue
        ended = {
            person
            for lift in lifted
            if lift.body["lifted_on"] <= today
            and lift.envelope["occurred_at"] >= event.envelope["occurred_at"]
            and set(event.body["against"]) <= set(lift.body["against"])
            for person in lift.body["persons"]
        }
        persons = frozenset(event.body["persons"]) - ended
        if persons:
            occurred = event.envelope["occurred_at"]
            against = frozenset(event.body["against"])
            found.append(Protection(persons, against, occurred, to_days(day_of(occurred))))
    return found


def abuse(events: Iterable[StoredEvent], now: int) -> Mapping[bytes, Abuse]:
    """What is known of abuse, by person, from facts in its compartments or on its duty."""
    found: dict[bytes, Abuse] = {}
    for event in events:
        envelope = event.envelope
        if envelope["occurred_at"] > now or not (
            envelope["compartment"] in COMPARTMENTS or envelope["legal_basis"] == "ABUSE_DUTY"
        ):
            continue
        for person in envelope["person_refs"]:
            before = found.get(person, Abuse(envelope["occurred_at"], frozenset(), frozenset()))
            cases = before.cases if event.case_id is None else before.cases | {event.case_id}
            since = min(before.since, envelope["occurred_at"])
            found[person] = Abuse(since, before.agencies | {event.agency}, cases)
    return found
