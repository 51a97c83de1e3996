"""A scenario as loaded: every default written out, nothing left to guess while playing.

The YAML behind it is documented in ``tests/scenarios/README.md`` and checked against
``format.schema.json``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple


class ScenarioInvalid(Exception):
    """A scenario file that cannot be played; nothing of it was sent."""

    def __init__(self, file: Path, path: str, rule: str, description: str) -> None:
        """``path`` is the place in the file, such as ``events[3].by``."""
        self.file = file
        self.path = path
        self.rule = rule
        self.description = description
        super().__init__(f"{file}: {path}: {rule}: {description}")


class AgencyAt(NamedTuple):
    """An agency of one of the play's municipalities, by the municipality's key in the file."""

    municipality: str
    agency: str

    def __str__(self) -> str:
        return f"{self.municipality}/{self.agency}"


@dataclass(frozen=True, slots=True)
class Municipality:
    """One trust domain of the play: its code and the agencies that run in it."""

    key: str
    code: str
    name: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the adapter must say to a step. ``refused`` is a code or a violation's rule."""

    refused: str | None = None
    duplicate: bool = False
    conflict: bool = False
    crossed: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """One event as an agency sends it; ids are aliases, instants are aware (Japan time)."""

    number: int
    origin: str
    event: str
    by: AgencyAt
    occurred: datetime
    recorded: datetime
    arrives: datetime
    precision: str
    fields: Mapping[str, Any]
    persons: tuple[str, ...]
    case: str | None
    basis: str
    compartment: str
    consent: str | None
    conference: str | None
    council: str | None
    via_links: tuple[str, ...]
    funding: str
    actor: str
    role: str
    system: str
    record: str
    revision: int
    seq: int
    alias: str | None
    answer: Answer


class Asker(NamedTuple):
    """Who asks: a user of an agency; role and purpose are the service's defaults where None."""

    viewer: AgencyAt
    user: str
    role: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a person does at a screen: never sent as an event (``read``, ``break_glass``, …).

    ``subject`` is what is read, whose glass is broken, or which break-glass is reviewed.
    ``denied`` is the reason for which there must be no result. ``holds`` is said of the answer,
    ``viewed`` of the event that the reading left.
    """

    number: int
    action: str
    at: datetime
    asker: Asker
    subject: tuple[str, str]
    fields: tuple[str, ...]
    inside: str | None
    denied: str | None
    alias: str | None
    reason: str | None
    explanation: str
    verdict: str | None
    needs: tuple[str, ...]
    says: str
    holds: tuple[Mapping[str, Any], ...]
    viewed: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be shown at an instant to a viewer; ``needs`` are the capabilities it rests on."""

    number: int
    id: str
    at: datetime
    kind: str
    asker: Asker
    subject: tuple[str, str] | None
    needs: tuple[str, ...]
    says: str
    holds: tuple[Mapping[str, Any], ...]
    final: bool


@dataclass(frozen=True, slots=True)
class Person:
    """A person of the play and the agency system that knows them by a number of its own."""

    alias: str
    by: AgencyAt
    name: str


@dataclass(frozen=True, slots=True)
class Scenario:
    """One file, ready to be played."""

    file: Path
    id: str
    title_ja: str
    title_en: str
    municipalities: Mapping[str, Municipality]
    people: Mapping[str, Person]
    steps: tuple[Step, ...]
    readings: tuple[Reading, ...]
    expectations: tuple[Expectation, ...]

    @property
    def starts(self) -> datetime:
        """The first arrival."""
        return min(step.arrives for step in self.steps)

    @property
    def last_arrival(self) -> datetime:
        """The instant from which on the play's state is final."""
        return max(step.arrives for step in self.steps)

    def moved_to(self, codes: Mapping[str, str]) -> Scenario:
        """The same scenario in other municipalities: ``codes`` by their keys in the file."""
        moved = {
            key: replace(one, code=codes.get(key, one.code))
            for key, one in self.municipalities.items()
        }
        return replace(self, municipalities=moved)
