"""What a desk's board says is late, and the name under which one alarm goes to one destination."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

KEY_LENGTH = 32


@dataclass(frozen=True, slots=True)
class LateClock:
    """A clock that ran out unmet. ``about``: the id of the request or flag; ``due`` in
    microseconds."""

    clock: str
    about: str
    due: int


@dataclass(frozen=True, slots=True)
class DeskState:
    """One look at a board. ``evaluated`` is False while a source catches up after an outage: what
    is late then may have been met long ago, so nothing may be concluded from ``late`` (S10)."""

    evaluated: bool
    late: frozenset[LateClock]


def key_of(municipality: str, agency: str, destination: str, late: LateClock) -> str:
    """The same for the same alarm and destination for ever, so that a receiver can drop a double
    even where the outbox was lost; it tells nothing of the ids it is made of."""
    parts = (municipality, agency, destination, late.clock, late.about, str(late.due))
    named = "\0".join(("enishi notice", *parts))
    return hashlib.sha256(named.encode()).hexdigest()[:KEY_LENGTH]
