"""Where an outbox stands, in numbers and kinds: what ``enishi notify status`` shows.

Of a notice it tells the id under which it is sent, so that it is found in the records of a mail
server; not what it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from schemas.times import from_micros
from services.notify.outbox import Outbox, State


@dataclass(frozen=True, slots=True)
class DestinationStanding:
    """One destination. ``configured`` is False where only its rows are left; ``stopped_at``: when
    its receiver said that it wants nothing more."""

    name: str
    configured: bool
    stopped_at: datetime | None
    counts: Mapping[State, int]


@dataclass(frozen=True, slots=True)
class Failing:
    """A notice that has not arrived after an attempt at least."""

    destination: str
    key: str
    state: State
    attempts: int
    kind: str
    next: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """All of one outbox."""

    destinations: tuple[DestinationStanding, ...]
    failing: tuple[Failing, ...]


def standing(outbox: Outbox, configured: Collection[str]) -> Standing:
    """Every destination of the configuration or of a row, and what fails."""
    with outbox.reading() as connection:
        counted = connection.execute(
            "SELECT destination, state, COUNT(*) FROM notice GROUP BY destination, state"
        ).fetchall()
        stopped = dict(connection.execute("SELECT destination, at FROM stopped").fetchall())
        failing = connection.execute(
            "SELECT destination, key, state, attempts, kind, next FROM notice"
            " WHERE state IN ('WAITING', 'GIVEN_UP') AND attempts > 0"
            " ORDER BY destination, next, key"
        ).fetchall()
    counts: dict[str, dict[State, int]] = {name: {} for name in configured}
    for name, state, number in counted:
        counts.setdefault(name, {})[State(state)] = number
    return Standing(
        tuple(
            DestinationStanding(
                name,
                name in configured,
                from_micros(stopped[name]) if name in stopped else None,
                {state: numbers.get(state, 0) for state in State},
            )
            for name, numbers in counts.items()
        ),
        tuple(
            Failing(destination, key, State(state), attempts, kind, from_micros(at))
            for destination, key, state, attempts, kind, at in failing
        ),
    )
