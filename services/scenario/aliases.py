"""The names a scenario uses, and what they stand for while it is played.

Consents, referrals, conferences, flags … get a UUIDv5 of (scenario, alias, seed), so that a play
can be repeated with the same ids and two plays with different seeds never meet. Cases, events and
persons get what the adapter minted, learned from its receipts.
"""

from __future__ import annotations

import hashlib
import uuid

from protos.enishi.v1 import common_pb2
from services.scenario.format import AgencyAt, Person, Scenario

_NAMESPACE = uuid.uuid5(uuid.NAMESPACE_URL, "https://enishi.jp/scenario")


class UnknownAlias(LookupError):
    """An alias nothing has introduced so far."""


class Aliases:
    """What is known so far; grows with every receipt."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self._scenario = scenario
        self._seed = seed
        self._cases: dict[str, str] = {}
        self._events: dict[str, str] = {}
        self._refs: dict[str, str] = {}
        self._glasses: dict[str, str] = {}
        self._cited = _cited(scenario)
        self.sequences: dict[AgencyAt, int] = {}

    def learn_case(self, alias: str, case_id: str) -> None:
        """The case id an adapter minted."""
        self._cases[alias] = case_id

    def learn_event(self, alias: str, event_id: str) -> None:
        """The event id an adapter minted."""
        self._events[alias] = event_id

    def learn_break_glass(self, alias: str, break_glass_id: str) -> None:
        """The id under which the service broke a glass."""
        self._glasses[alias] = break_glass_id

    def learn_person(self, source_person_id: str, person_ref: str) -> None:
        """The pseudonym an adapter minted for a producer's person id."""
        for alias in self._scenario.people:
            if self.source_person(alias) == source_person_id:
                self._refs[alias] = person_ref

    def source_person(self, alias: str) -> str:
        """The number a person has in the agency system that registered them."""
        return f"{self._scenario.id}-{alias}" + (f"-{self._seed}" if self._seed else "")

    def record(self, record: str) -> str:
        """A source record id that no other play has used."""
        return f"{self._scenario.id}-{record}" + (f"-{self._seed}" if self._seed else "")

    def person(self, alias: str, by: AgencyAt) -> common_pb2.Person:
        """As an agency names a person: by its own number, or by the reference it was given.

        Raises UnknownAlias where another agency's person has not been registered yet.
        """
        person: Person = self._scenario.people[alias]
        if person.by == by:
            return common_pb2.Person(source_person_id=self.source_person(alias))
        return common_pb2.Person(person_ref=self.person_ref(alias))

    def person_ref(self, alias: str) -> str:
        """The pseudonym of a person. Raises UnknownAlias before the person is registered."""
        try:
            return self._refs[alias]
        except KeyError as error:
            raise UnknownAlias(f"no agency has registered {alias} yet") from error

    def case(self, alias: str) -> str:
        """The id of a case. Raises UnknownAlias before it is opened."""
        try:
            return self._cases[alias]
        except KeyError as error:
            raise UnknownAlias(f"no event has opened the case {alias} yet") from error

    def break_glass(self, alias: str) -> str:
        """The id of a break-glass. Raises UnknownAlias before the glass is broken."""
        try:
            return self._glasses[alias]
        except KeyError as error:
            raise UnknownAlias(f"nobody has broken the glass {alias} yet") from error

    def uuid(self, alias: str) -> str:
        """The id an alias stands for in a field that holds a UUID."""
        if alias in self._cases:
            return self._cases[alias]
        if alias in self._events:
            return self._events[alias]
        name = f"{self._scenario.id}/{alias}/{self._seed}"
        return str(uuid.uuid5(_NAMESPACE, name))

    def sha256(self, alias: str) -> bytes:
        """32 bytes that stand for a signed form or a package."""
        return hashlib.sha256(f"{self._scenario.id}/{alias}".encode()).digest()

    def municipality(self, key: str) -> str:
        """The code of a municipality of the play."""
        try:
            return self._scenario.municipalities[key].code
        except KeyError as error:
            raise UnknownAlias(f"the play has no municipality {key}") from error

    def look_up(self, alias: str) -> str:
        """What an alias in an expectation stands for: person, case, event or another id.

        Raises UnknownAlias for a name that occurs nowhere in the events.
        """
        if alias in self._scenario.people:
            return self.person_ref(alias)
        if alias in self._scenario.municipalities:
            return self.municipality(alias)
        if alias in self._cited.glasses:
            return self.break_glass(alias)
        if alias in self._cited.events and alias not in self._events:
            raise UnknownAlias(f"the event {alias} has not arrived yet")
        if alias in self._cited.cases:
            return self.case(alias)
        if alias not in self._cited.words:
            raise UnknownAlias(f"{alias} occurs nowhere in the events")
        return self.uuid(alias)


class _Cited:
    def __init__(self) -> None:
        self.cases: set[str] = set()
        self.events: set[str] = set()
        self.glasses: set[str] = set()
        self.words: set[str] = set()


def _cited(scenario: Scenario) -> _Cited:
    cited = _Cited()
    cited.glasses.update(one.alias for one in scenario.readings if one.alias)
    for step in scenario.steps:
        cited.words.update(_words(step.fields))
        if step.case:
            cited.cases.add(step.case)
        if step.alias:
            cited.events.add(step.alias)
            cited.words.add(step.alias)
    return cited


def _words(value: object) -> set[str]:
    if isinstance(value, str):
        return {value}
    if isinstance(value, dict):
        return {word for one in value.values() for word in _words(one)}
    if isinstance(value, list):
        return {word for one in value for word in _words(one)}
    return set()
