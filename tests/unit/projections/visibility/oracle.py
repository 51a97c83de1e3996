"""Who may see what, slowly and from the text of domain section 4.

It shares no code with the decision it checks. Nothing is indexed, nothing is kept; every question
reads all events again.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from projections.stored_event import StoredEvent
from projections.visibility.reader import Reader
from tests.unit.projections.visibility.oracle_facts import (
    Fact,
    Unit,
    clear_units,
    departs,
    destination_named,
    facts_of,
    states_household,
    subjects_of,
)
from tests.unit.projections.visibility.oracle_rules import grounds
from tests.unit.projections.visibility.oracle_terms import desk
from tests.unit.projections.visibility.oracle_world import (
    World,
    departures,
    protected_against_household,
    stayed_behind,
)

STATED_IN_PARTS = (
    "PersonRegistered",
    "AttributeAsserted",
    "AssessmentCompleted",
    "InformationProvided",
)


def visible(events: Iterable[StoredEvent], reader: Reader, now: datetime) -> set[Unit]:
    """What the reader may see of these (effective, attributed) events."""
    return set(explained(events, reader, now))


def explained(
    events: Iterable[StoredEvent], reader: Reader, now: datetime
) -> dict[Unit, frozenset[str]]:
    """Every visible unit with the names of the rules that open it."""
    world = World.at(events, reader, now)
    told = _tell(world)
    if desk(world) == "AU":
        return told
    world = replace(world, departed=undisclosed(world, told))
    told = _tell(world)
    hidden = {
        (event.event_id, who)
        for person, gone in world.departed
        for event in world.events
        if event.body.get("household_id") == gone.body["household_id"]
        and departs(event, person, [person])
        for who in (person, None)
    }
    shown = {
        unit: rules for unit, rules in told.items() if unit[:2] not in hidden or "own" in rules
    }
    return {unit: rules for unit, rules in shown.items() if _says_something(world, unit, shown)}


def _says_something(world: World, unit: Unit, shown: Container[Unit]) -> bool:
    """A sealed part of which nothing else is shown is a remark about nothing, unless it is itself
    what the event states; so is a person of whom nothing is said."""
    event = next(event for event in world.events if event.event_id == unit.event_id)
    return event.name in STATED_IN_PARTS or any(
        each in shown and each.person is None for _, each in clear_units(event)
    )


def _tell(world: World) -> dict[Unit, frozenset[str]]:
    return {
        fact.unit: rules
        for event in world.events
        # V7: audit events fold into the trail and into nothing else.
        if event.envelope["legal_basis"] != "AUDIT"
        for fact in facts_of(event)
        for rules in [_rules(world, fact)]
        if rules
    }


def undisclosed(world: World, told: Container[Unit]) -> tuple[tuple[bytes, StoredEvent], ...]:
    """V4: the departures whose destination the reader may not see. They do not see all of the
    statement, it says no destination, or the person is protected against somebody of the household.
    Where a household left as a whole, nobody stayed from whom to hide it."""
    return tuple(
        (person, statement)
        for household, person, statement in departures(world)
        if stayed_behind(world, household, statement.body["effective_on"])
        and (
            any(
                fact.unit not in told
                for fact in facts_of(statement)
                if fact.unit.person not in statement.body.get("remaining", ())
            )
            or not destination_named(statement)
            or protected_against_household(world, person, household)
        )
    )


def _rules(world: World, fact: Fact) -> frozenset[str]:
    """The rules that open it. What is about several together needs every one of them, and what is
    about nobody is its author's note; V3: a household's own particulars show beside any one member
    who may be seen, and a departure with everyone who left: who stayed behind need not be seen."""
    people: Sequence[bytes | None] = [fact.unit.person]
    if fact.event.name == "HouseholdSplit":
        people = sorted({*fact.event.body["moving"], *filter(None, [fact.unit.person])})
    elif fact.together:
        people = subjects_of(fact.event, world.events)
    if not people:
        return grounds(world, fact, None) & {"own", "auditor"}
    by_person = [grounds(world, fact, person) for person in people]
    beside_one = states_household(fact.event) and fact.code == "HOUSEHOLD"
    if all(by_person) or (beside_one and any(by_person)):
        return frozenset().union(*by_person)
    return frozenset()
