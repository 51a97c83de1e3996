"""One step of one entity's life: what an event needs, what forbids it, what it leaves behind.

A state is what one agency's own stream says of one entity (a referral, a plan, a claim): the fold
of ``evolve`` over the entity's events, each record in its newest revision, at the place in the
stream where its first came. When a revision arrives the states it touches, before and after, are
folded anew, so a correction that names another entity leaves nothing behind at the first.

Order in the stream is not order of occurrence: what happened before but arrives late is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, TypeVar

from services.adapter.decisions.submission import Body
from services.adapter.refusal import Violation

State = TypeVar("State")


class Verdict(Enum):
    """How an event enters the stream."""

    ACCEPTED = "accepted"
    CROSSED = "crossed"
    """Kept, but it competes with what the stream already says (行き違い); views judge it."""


def nothing(_state: Any, _body: Body) -> None:
    """No rule here."""


def never(_state: Any, _body: Body) -> bool:
    """This step never crosses another."""
    return False


def unchanged(state: State | None, _body: Body) -> State | None:
    """The event reads the entity and leaves it as it is."""
    return state


def by(field: str) -> Callable[[Body], tuple[bytes, ...]]:
    """The entity that a payload field names; none where it is absent."""

    def key(body: Body) -> tuple[bytes, ...]:
        named = body[field]
        return () if named is None else (named,)

    return key


@dataclass(frozen=True, slots=True)
class Step(Generic[State]):
    """What one event type means to the entities of one kind that it names.

    ``keys`` gives the entities, none where the event does not concern any. ``needs`` is what the
    own stream must hold or must not contradict; it binds corrections too. ``already`` is what the
    own stream must not hold yet; a correction of a recorded event is exempt. ``crossed`` says
    whether an allowed event competes with what is there.
    """

    kind: str
    keys: Callable[[Body], tuple[bytes, ...]]
    evolve: Callable[[State | None, Body], State | None] = unchanged
    needs: Callable[[State | None, Body], Violation | None] = nothing
    already: Callable[[State | None, Body], Violation | None] = nothing
    crossed: Callable[[State | None, Body], bool] = never

    def violation(self, state: State | None, body: Body, *, revises: bool) -> Violation | None:
        """The rule that forbids this step from ``state``, or None."""
        missing = self.needs(state, body)
        if missing is not None or revises:
            return missing
        return self.already(state, body)
