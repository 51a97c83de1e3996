"""A standing rule: a check that needs nothing but the event and the caller."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schemas.catalogue import EventType
from services.adapter.decisions.submission import Submission
from services.adapter.refusal import Violation


@dataclass(frozen=True, slots=True)
class Named:
    """Applies to the event types of these names."""

    names: frozenset[str]

    def __call__(self, event: EventType) -> bool:
        """Whether the event type is one of them."""
        return event.name in self.names


def on(*names: str) -> Named:
    """For the event types of these names."""
    return Named(frozenset(names))


def every(_event: EventType) -> bool:
    """For every event type."""
    return True


@dataclass(frozen=True, slots=True)
class Rule:
    """``check`` for the event types that ``applies`` picks.

    ``denies``: breaking it is PERMISSION_DENIED, otherwise INVALID_ARGUMENT.
    """

    check: Callable[[Submission], Violation | None]
    applies: Callable[[EventType], bool] = every
    denies: bool = False
