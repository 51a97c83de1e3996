"""What the oracle's rules ask of all events: protections, departures, citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from projections.stored_event import StoredEvent, by_time
from projections.visibility.reader import Reader
from schemas.times import JST, from_days, to_days, to_micros
from tests.unit.projections.visibility.oracle_facts import departs, named


@dataclass(frozen=True)
class World:
    """All events, who looks, and when (``now`` in microseconds, ``today`` in days).

    ``departed``: (person, departure) of the departures whose destination the reader may not see.
    """

    events: tuple[StoredEvent, ...]
    reader: Reader
    moment: datetime
    now: int
    today: int
    departed: tuple[tuple[bytes, StoredEvent], ...] = ()

    @staticmethod
    def at(events: Iterable[StoredEvent], reader: Reader, moment: datetime) -> World:
        """The world at one moment."""
        today = to_days(moment.astimezone(JST).date())
        return World(tuple(events), reader, moment, to_micros(moment), today)


def end_of(day: int) -> int:
    """The last microsecond of a day in Japan."""
    following = from_days(day) + timedelta(days=1)
    return to_micros(datetime.combine(following, time(), JST)) - 1


def protected(world: World, person: bytes | None) -> bool:
    """Whether a protection of this person holds today against anybody."""
    return any(person == covered for covered, _against in protections(world))


def protections(world: World) -> set[tuple[bytes, bytes]]:
    """(person, against) of every protection that holds: applied, not run out, not lifted since."""
    held = set()
    for applied in named(world.events, "AddressProtectionApplied"):
        if applied.envelope["occurred_at"] <= world.now <= end_of(applied.body["valid_until"]):
            for person in applied.body["persons"]:
                for against in applied.body["against"]:
                    if not _lifted(world, applied, person, against):
                        held.add((person, against))
    return held


def _lifted(world: World, applied: StoredEvent, person: bytes, against: bytes) -> bool:
    return any(
        person in lift.body["persons"]
        and against in lift.body["against"]
        and lift.body["lifted_on"] <= world.today
        and by_time(lift) > by_time(applied)
        for lift in named(world.events, "AddressProtectionLifted")
    )


def overridden_until(world: World, person: bytes) -> list[int]:
    """The moments that override every consent this person gave until then (V4)."""
    departures = [end_of(e.body["effective_on"]) for who, e in world.departed if who == person]
    return protected_at(world, person) + departures


def protected_at(world: World, person: bytes) -> list[int]:
    """When protections of this person began."""
    return [
        applied.envelope["occurred_at"]
        for applied in named(world.events, "AddressProtectionApplied")
        if person in applied.body["persons"] and applied.envelope["occurred_at"] <= world.now
    ]


def cites_the_unknown(world: World, event: StoredEvent) -> bool:
    """Whether it relies on a consent, conference or council case that nobody has stated."""
    consents = {e.body["consent_id"] for e in named(world.events, "ConsentGranted")}
    refusals = {e.body["consent_id"] for e in named(world.events, "ConsentRefused")}
    sittings = named(world.events, "SupportConferenceConvened", "MultilayerConferenceConvened")
    conferences = {e.body["conference_id"] for e in sittings}
    councils = {e.body["council_case_id"] for e in named(world.events, "ChildCouncilRegistered")}
    head = event.envelope
    cited = [head["consent_id"]]
    if event.name == "ConsentWithdrawn":
        cited.append(event.body["consent_id"])
    if event.name == "PlanDrafted":
        cited += [said["consent_id"] for said in event.body["subject_consents"]]
    if event.name == "ConsentRefused":
        consents |= refusals
    return (
        any(one is not None and one not in consents for one in cited)
        or (head["conference_id"] is not None and head["conference_id"] not in conferences)
        or (head["council_case_id"] is not None and head["council_case_id"] not in councils)
    )


def left(world: World, household: bytes, person: bytes) -> StoredEvent | None:
    """The statement by which this person left this household, if they are not there today."""
    return left_by(world, household, person, world.today)


def left_by(world: World, household: bytes, person: bytes, until: int) -> StoredEvent | None:
    """The same as it stood on a day."""
    last: StoredEvent | None = None
    present: list[bytes] = []
    for event in _statements(world, household):
        if event.body["effective_on"] > until:
            break
        if household == event.body["household_id"] and departs(event, person, present):
            last = event
        elif person in _arrivals(event, household):
            last = None
        if household == event.body["household_id"]:
            present = [p for p in present if not departs(event, p, present)]
        present += [p for p in _arrivals(event, household) if p not in present]
    return last


def departures(world: World) -> list[tuple[bytes, bytes, StoredEvent]]:
    """(household, person, statement) of everybody who is not there any more."""
    households = {e.body["household_id"] for e in world.events if "household_id" in e.body}
    households |= {e.body["new_household_id"] for e in named(world.events, "HouseholdSplit")}
    people = {person for e in world.events for person in e.envelope["person_refs"]}
    return [
        (household, person, statement)
        for household in sorted(households)
        for person in sorted(people)
        for statement in [left(world, household, person)]
        if statement is not None
    ]


def stayed_behind(world: World, household: bytes, day: int) -> bool:
    """Whether anybody was still in the household at the end of that day, or is today."""
    return any(
        left_by(world, household, person, until) is None
        and was_there(world, household, person, until)
        for until in (day, world.today)
        for person in {p for e in world.events for p in e.envelope["person_refs"]}
    )


def was_there(world: World, household: bytes, person: bytes, until: int) -> bool:
    """Whether a statement in effect by that day put the person into the household."""
    return any(
        person in _arrivals(event, household)
        for event in _statements(world, household)
        if event.body["effective_on"] <= until
    )


def protected_against_household(world: World, person: bytes, household: bytes) -> bool:
    """Whether the person is protected against somebody who is or was of this household."""
    ever = {p for e in _statements(world, household) for p in e.envelope["person_refs"]}
    return any(who == person and other in ever for who, other in protections(world))


def _statements(world: World, household: bytes) -> list[StoredEvent]:
    told = [
        event
        for event in world.events
        if event.type.group == "household"
        and household in (event.body.get("household_id"), event.body.get("new_household_id"))
        and event.body.get("effective_on", world.today + 1) <= world.today
    ]
    return sorted(told, key=lambda event: (event.body["effective_on"], *by_time(event)))


def _arrivals(event: StoredEvent, household: bytes) -> list[bytes]:
    if event.name == "HouseholdFormed":
        return [member["person"] for member in event.body["members"]]
    if event.name == "MemberJoined":
        return [event.body["person"]]
    if event.name == "HouseholdSplit":
        here = event.body["household_id"] == household
        return list(event.body["remaining"] if here else event.body["moving"])
    return []
