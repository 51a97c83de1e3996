"""Plays the acceptance scenarios, each in municipalities of its own that are gone afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.text import Text

from services.cli.bars import Advance, bar
from services.cli.options import LogDriver
from services.scenario.format import Scenario
from services.scenario.play import play
from services.scenario.report import Outcome, Result
from services.scenario.stage import LogName

SCENARIOS = Path(__file__).parents[3] / "tests" / "scenarios"
"""Beside the packages in a checkout; an installed wheel has none."""


def scenario_files(folder: Path = SCENARIOS) -> list[Path]:
    """``S1.yaml`` to ``S12.yaml`` in that order; empty where the folder does not exist."""
    return sorted(folder.glob("S*.yaml"), key=lambda path: (len(path.stem), path.stem))


def play_all(files: Sequence[Path], log: LogDriver, console: Console) -> Result:
    """Play the files, a line for each. Raises what ``play`` raises."""
    with (
        TemporaryDirectory(prefix="enishi-demo-") as home,
        bar("シナリオ Scenarios") as advance,
    ):
        lines = _Lines(len(files), advance, console)
        name: LogName = "kafka" if log is LogDriver.KAFKA else "embedded"
        result = play(files, log=name, home=Path(home), progress=lines)
        lines.end()
    return result


class _Lines:
    """One line per scenario as it ends, with the failures beneath."""

    def __init__(self, total: int, advance: Advance, console: Console) -> None:
        self._total = total
        self._advance = advance
        self._console = console
        self._current: Scenario | None = None
        self._outcomes: list[Outcome] = []
        self._done = 0
        advance(0, total, "")

    def began(self, scenario: Scenario) -> None:
        """Print the one before."""
        self.end()
        self._current = scenario
        self._advance(self._done, self._total, scenario.id)

    def judged(self, outcome: Outcome) -> None:
        """Count it."""
        self._outcomes.append(outcome)

    def end(self) -> None:
        """Print the current one, if any."""
        if self._current is None:
            return
        result = Result(tuple(self._outcomes))
        line = Text(f"   {self._current.id:<4} ")
        line.append(f"{result.summary():<27} ", style="bold red" if result.failed else "")
        line.append(f"{self._current.title_ja} ")
        line.append(self._current.title_en, style="dim")
        self._console.print(line, no_wrap=True, overflow="ellipsis")
        for failed in result.failures:
            self._console.print(f"       ✖ {failed.id} {failed.says}", style="red")
        self._done += 1
        self._current, self._outcomes = None, []
