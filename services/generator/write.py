"""Writes a municipality: ``events.jsonl`` in the order of arrival, ``truth.jsonl`` beside it."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from services.generator.arrivals import Outages, arrive
from services.generator.community import community_steps
from services.generator.emit import Emitter
from services.generator.histories import Told
from services.generator.people.knowledge import Knowledge
from services.generator.population import DEFAULT_MUNICIPALITY, Municipality
from services.generator.sorting import ArrivalFiles
from services.generator.steps import Ref, Step
from services.generator.truth import truth_lines

EVENTS_FILE: Final = "events.jsonl"
TRUTH_FILE: Final = "truth.jsonl"

Progress = Callable[[int, int], None]
"""Told after each household: how many are done, of how many."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What was written. ``by_type`` counts lines, duplicates and corrections included."""

    events: Path
    truth: Path
    households: int
    persons: int
    persons_known: int
    lines: int
    by_type: Mapping[str, int]
    by_need: Mapping[str, int]


def generate(
    out: Path,
    households: int,
    seed: int,
    years: int = 10,
    progress: Progress | None = None,
    *,
    events_per_household: float = 20.0,
    municipality: str = DEFAULT_MUNICIPALITY,
) -> Summary:
    """Write ``households`` households with ``years`` years of history into the folder ``out``.

    The same arguments give the same bytes. Memory does not grow with the households, but for the
    lines of the fullest month. Raises ValueError for counts below one.
    """
    for name, count in (("households", households), ("years", years)):
        if count < 1:
            raise ValueError(f"{name}: give 1 or more")
    plan = Municipality(
        households, seed, years, events_per_household=events_per_household, code=municipality
    )
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="arrivals-", dir=out) as folder:
        return _Writing(plan, out, progress or _silent).run(Path(folder))


class _Writing:
    def __init__(self, plan: Municipality, out: Path, progress: Progress) -> None:
        self._plan = plan
        self._events = out / EVENTS_FILE
        self._truth = out / TRUTH_FILE
        self._progress = progress
        self._emitter = Emitter(plan.code)
        self._outages = Outages(plan.since, plan.until, plan.rng("outages"))
        self._types: Counter[str] = Counter()
        self._needs: Counter[str] = Counter()
        self._persons = 0
        self._known = 0

    def run(self, folder: Path) -> Summary:
        with ArrivalFiles(folder) as sorting, self._truth.open("w", encoding="utf-8") as truth:
            self._put(sorting, iter(self._community()))
            for done, told in enumerate(self._plan.told(), start=1):
                truth.writelines(f"{line}\n" for line in self._household(sorting, told))
                self._progress(done, self._plan.households)
            with self._events.open("w", encoding="utf-8") as events:
                events.writelines(sorting.lines())
        return Summary(
            events=self._events,
            truth=self._truth,
            households=self._plan.households,
            persons=self._persons,
            persons_known=self._known,
            lines=self._types.total(),
            by_type=dict(self._types),
            by_need=dict(self._needs),
        )

    def _household(self, sorting: ArrivalFiles, told: Told) -> Iterator[str]:
        rng = self._plan.rng(f"arrivals/{told.household.index}")
        arrived = [
            step
            for step in arrive(told.history.steps, self._outages, rng)
            if step.arrives.date() <= self._plan.until
        ]
        self._put(sorting, iter(arrived))
        self._needs.update(told.needs)
        self._persons += len(told.household.members)
        registered = _registered(arrived)
        known = [entry for entry in told.knowledge if _ref(entry) in registered]
        self._known += len({entry.person.id for entry in known})
        return truth_lines(told, registered)

    def _community(self) -> list[Step]:
        rng = self._plan.rng("community")
        steps = community_steps(self._plan.households, rng, self._plan.since, self._plan.until)
        return [step for step in steps if step.arrives.date() <= self._plan.until]

    def _put(self, sorting: ArrivalFiles, steps: Iterator[Step]) -> None:
        for step in steps:
            self._types[step.kind] += 1
            sorting.put(step.arrives, self._emitter.line(step))


def _registered(steps: list[Step]) -> set[object]:
    return {step.data["person"] for step in steps if step.kind == "PersonRegistered"}


def _ref(knowledge: Knowledge) -> Ref:
    return Ref(knowledge.agency, knowledge.source_person_id)


def _silent(_done: int, _all: int) -> None:
    """Nobody watches."""
