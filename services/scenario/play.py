"""Plays scenarios: one process, one injected clock, real gRPC with TLS, either log.

Nothing sleeps: after each moment's arrivals the play waits until the views have applied them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from services.clock import FixedClock
from services.scenario.format import Scenario
from services.scenario.load import load
from services.scenario.playing import Playing
from services.scenario.report import Outcome, Result, merge
from services.scenario.same_view import judge_shuffled
from services.scenario.stage import LogName, Running, Stage, opened_backbones, opened_stage

BEFORE = timedelta(minutes=1)


class Progress(Protocol):
    """Hears how a play goes on."""

    def began(self, scenario: Scenario) -> None:
        """A scenario starts."""

    def judged(self, outcome: Outcome) -> None:
        """An expectation came out."""


def play(
    files: Sequence[Path],
    *,
    log: LogName,
    shuffled: int | None = None,
    doubled: bool = False,
    home: Path,
    seed: int = 0,
    progress: Progress | None = None,
) -> Result:
    """Play files one after another, each in municipalities of its own below ``home`` (empty).

    ``doubled`` sends every event twice. ``shuffled`` is the seed of the order in which the
    accepted logs are read once more; then only final expectations apply, on that view. ``seed``
    tells the ids of several plays apart.

    Raises ScenarioInvalid before anything is sent, SharedCode, BrokerUnavailable, TimeoutError
    naming the sources that did not reach the view.
    """
    scenarios = [load(file) for file in files]
    how = Manner(shuffled, doubled, seed)
    with opened_stage(log, home, scenarios) as stage:
        return merge(play_scenario(scenario, stage, home, how, progress) for scenario in scenarios)


@dataclass(frozen=True, slots=True)
class Manner:
    """How to play; the words are those of ``play``."""

    shuffled: int | None = None
    doubled: bool = False
    seed: int = 0


def play_scenario(
    scenario: Scenario,
    stage: Stage,
    home: Path,
    how: Manner,
    progress: Progress | None = None,
) -> Result:
    """Play one scenario on an open stage. Raises as ``play``."""
    clock = FixedClock(scenario.starts - BEFORE)
    with opened_backbones(stage, home, scenario, clock) as running:
        return play_running(scenario, running, clock, how, progress)


def play_running(
    scenario: Scenario,
    running: Mapping[str, Running],
    clock: FixedClock,
    how: Manner,
    progress: Progress | None = None,
) -> Result:
    """Play one scenario on municipalities that run already, by their keys in the file.

    ``clock`` is theirs and is moved, back too. The scenario's codes must be the municipalities'
    (``Scenario.moved_to``). Raises as ``play``.
    """
    if progress is not None:
        progress.began(scenario)
    outcomes: list[Outcome] = []
    with Playing(scenario, running, clock, how.seed) as playing:
        for outcome in _outcomes(playing, how):
            outcomes.append(outcome)
            if progress is not None:
                progress.judged(outcome)
    return Result(tuple(outcomes))


def _outcomes(playing: Playing, how: Manner) -> Iterator[Outcome]:
    if how.shuffled is None:
        yield from playing.run(doubled=how.doubled)
        return
    yield from playing.send_all(doubled=how.doubled)
    yield from judge_shuffled(playing, how.shuffled)
