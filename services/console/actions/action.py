"""What an action is: the fields a worker fills in, and the events that become of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from uuid import UUID

from services.console.actions.about import About

Kind = Literal[
    "code",
    "codes",
    "text",
    "line",
    "day",
    "moment",
    "reference",
    "agency",
    "agencies",
    "worker",
    "choice",
    "choices",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form. ``label``: a phrase; a ``moment`` is to the minute in Japan, a
    ``reference`` a person's pseudonym; ``codes``: the code list of a ``code`` or
    ``codes`` field; ``options``: what a ``choice`` offers, from what the action is about;
    ``plain``: what stands behind the label as it is, such as a number."""

    name: str
    label: str
    kind: Kind
    required: bool = True
    codes: str = ""
    only: frozenset[str] = frozenset()
    plain: str = ""
    options: Callable[[About], Sequence[tuple[str, str]]] | None = None
    initial: Callable[[About], str] | None = None


@dataclass(frozen=True, slots=True)
class Payload:
    """One event to record: its field of the oneof in JSON spelling, and what it says in protobuf
    JSON. ``envelope`` is laid over the one that the action's ground gives."""

    name: str
    says: Mapping[str, Any]
    envelope: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answers:
    """What a worker filled in: the values of each field; none where it was left empty. ``record``:
    the record id of the form, once it is sent; ``pins``: what the action pinned when it was sent
    first."""

    values: Mapping[str, tuple[str, ...]]
    record: str = ""
    pins: Mapping[str, str] = field(default_factory=dict)

    def new_id(self, name: str) -> str:
        """An id for something that this form makes: sent again, the form makes the same one."""
        digest = hashlib.sha256(f"{self.record}\n{name}".encode()).digest()
        return str(UUID(bytes=digest[:16], version=4))

    def one(self, name: str) -> str:
        """The value of a field; empty where it was left so."""
        return next(iter(self.values.get(name, ())), "")

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field."""
        return self.values.get(name, ())


@dataclass(frozen=True, slots=True)
class Action:
    """One command. ``name`` stands in its address, ``phrase`` on its button; ``who``: the agency
    codes that have it; ``about``: of what kind the thing is that it is done to; ``may``: whether it
    can be done to this one as it stands; ``events``: what is recorded, in order; ``ends``: it may
    be on no board afterwards; ``more``: fields that depend on what it is done to;
    ``pins``: the ids and numbers of the state that its events are made of: sent again, the form
    makes the same events although the state has moved on; ``amiss``: the names of the fields that
    do not go together; ``names_people``: of a request, it must know whom it is about."""

    name: str
    phrase: str
    who: frozenset[str]
    about: Literal[
        "request", "case", "referral", "flag", "candidate", "waiting", "workspace", "desk", "town"
    ]
    fields: tuple[Field, ...]
    events: Callable[[About, Answers, str], Sequence[Payload]]
    may: Callable[[About], bool] = lambda about: True
    ends: bool = False
    pins: Callable[[About], Mapping[str, str]] = lambda about: {}
    more: Callable[[About], tuple[Field, ...]] = lambda about: ()
    amiss: Callable[[About, Answers], Sequence[str]] = lambda about, answers: ()
    names_people: bool = False

    def fields_of(self, about: About) -> tuple[Field, ...]:
        """Its fields, and those that depend on what it is done to."""
        return (*self.fields, *self.more(about))
