"""What a measurement says, on screen and in ``.cache/bench.json``."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

RESULT = Path(".cache/bench.json")


@dataclass(frozen=True, slots=True)
class Figure:
    """``ratio`` is value / baseline, both measured in this run and in ``unit``."""

    name: str
    value: float
    unit: str
    baseline: float
    ratio: float
    what: str
    aim: str


def figure(name: str, unit: str, value: float, baseline: float, what: str, aim: str) -> Figure:
    """A figure with its ratio."""
    return Figure(name, round(value, 2), unit, round(baseline, 2), value / baseline, what, aim)


def alternating(
    measured: Callable[[], float], baseline: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """The medians of both, taken in turn so that a machine that drifts drifts for both."""
    ours, raw = [], []
    for _ in range(rounds):
        raw.append(baseline())
        ours.append(measured())
    return statistics.median(ours), statistics.median(raw)


def publish(figures: Sequence[Figure], path: Path = RESULT) -> None:
    """Print the table and write the list."""
    table = Table(title="Enishi bench")
    for heading in ("figure", "value", "unit", "raw limit", "ratio", "aim", "against"):
        table.add_column(heading, justify="left" if heading in ("figure", "against") else "right")
    for each in figures:
        table.add_row(
            each.name,
            f"{each.value:,.1f}",
            each.unit,
            f"{each.baseline:,.1f}",
            f"{each.ratio:.2f}",
            each.aim,
            each.what,
        )
    Console().print(table)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(
        json.dumps([asdict(each) for each in figures], ensure_ascii=False, indent=1) + "\n",
        encoding="utf-8",
    )
