"""One step of a household's history: what an agency recorded, and when it was heard of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from services.generator.agencies import Agency

Value = object
"""A payload value: str, int, bool, bytes, date, datetime, Ref, or dicts and lists of these."""


class Ref(NamedTuple):
    """A person by the own id of the agency that knows it so."""

    agency: Agency
    source_person_id: str


@dataclass(slots=True, kw_only=True)
class Step:
    """An event to be. ``data`` is the payload by the field names of the catalogue.

    ``occurred`` is when it happened (midnight where only the day is known), ``recorded`` when the
    agency wrote it, ``arrives`` when its adapter gets it. ``case`` is the placeholder of the
    case; with ``begins_case`` the adapter mints it.
    """

    kind: str
    agency: Agency
    occurred: datetime
    recorded: datetime
    arrives: datetime
    record: str
    data: dict[str, Value]
    basis: str
    compartment: str
    role: str
    actor: str
    whole_day: bool = False
    revision: int = 1
    case: str | None = None
    begins_case: bool = False
    persons: tuple[Ref, ...] = ()
    consent: str | None = None
    conference: str | None = None
    council: str | None = None
    links: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class CaseHistory:
    """One household's whole history: its steps in the order in which they happened."""

    household: str
    steps: tuple[Step, ...]
