"""The moments of a play in the order in which they are lived through."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from services.scenario.format import Expectation, Reading, Scenario, Step


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that falls on one instant: arrivals first, then who looks, then what must hold."""

    at: datetime
    steps: tuple[Step, ...]
    readings: tuple[Reading, ...]
    expectations: tuple[Expectation, ...]


def timeline(scenario: Scenario) -> Iterator[Moment]:
    """The moments by time; within one, in the order written."""
    instants = {step.arrives for step in scenario.steps}
    instants |= {reading.at for reading in scenario.readings}
    instants |= {expectation.at for expectation in scenario.expectations}
    for at in sorted(instants):
        yield Moment(
            at,
            tuple(step for step in scenario.steps if step.arrives == at),
            tuple(reading for reading in scenario.readings if reading.at == at),
            tuple(one for one in scenario.expectations if one.at == at),
        )
