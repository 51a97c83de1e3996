"""SIGNATURES ONLY - being filled in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from services.adapter.decisions.step import Verdict
from services.adapter.decisions.submission import Body, Caller

EntityKey = tuple[str, bytes]
"""Kind and id of one entity of the agency's own stream."""

StateOf = Callable[[EntityKey], Any | None]


def check_standing(body: Body, caller: Caller, now: datetime) -> None:
    """Everything that can be judged without state. Raises Refused with all violations."""
    raise NotImplementedError


def entities(body: Body) -> tuple[EntityKey, ...]:
    """The entities this event reads or changes."""
    raise NotImplementedError


def decide(body: Body, state_of: StateOf, *, revises: bool) -> Verdict:
    """Whether the own stream allows the event. Raises Refused (FAILED_PRECONDITION).

    ``revises``: a record with the same key (agency, source system, record, event type) is already
    in the stream, whether at a lower, a higher or (conflict) the same revision.
    """
    raise NotImplementedError


def evolve(body: Body, state_of: StateOf) -> tuple[tuple[EntityKey, Any], ...]:
    """The states that the event leaves behind, to be put in place of those ``state_of`` gave."""
    raise NotImplementedError
