"""``enishi scenario run FILE…``: play scenarios and say of each expectation how it came out."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from deploy.kafka.libraries import BrokerUnavailable
from services.scenario.format import Scenario, ScenarioInvalid
from services.scenario.play import play
from services.scenario.report import Outcome, Result, Verdict
from services.scenario.stage import SharedCode

app = typer.Typer(help="Play acceptance scenarios (tests/scenarios/*.yaml).", no_args_is_help=True)

_STYLE = {Verdict.HELD: "green", Verdict.FAILED: "bold red", Verdict.DUE: "yellow"}


class LogChoice(StrEnum):
    """Which log a play runs on."""

    EMBEDDED = "embedded"
    KAFKA = "kafka"


@app.callback()
def scenario() -> None:
    """Play acceptance scenarios (tests/scenarios/*.yaml)."""


@app.command()
def run(
    files: Annotated[
        list[Path], typer.Argument(help="Scenario files.", exists=True, dir_okay=False)
    ],
    log: Annotated[LogChoice, typer.Option(help="The log to play on.")] = LogChoice.EMBEDDED,
    shuffled: Annotated[
        int | None,
        typer.Option(metavar="SEED", help="Read the accepted logs again, agencies interleaved."),
    ] = None,
    doubled: Annotated[bool, typer.Option("--doubled", help="Send every event twice.")] = False,
) -> None:
    """Play the files one after another, each in municipalities of its own.

    Exit code 1 where an expectation failed, 2 where a file cannot be played.
    """
    console = Console()
    try:
        with TemporaryDirectory(prefix="enishi-scenario-") as home:
            result = play(
                files,
                log="kafka" if log is LogChoice.KAFKA else "embedded",
                shuffled=shuffled,
                doubled=doubled,
                home=Path(home),
                progress=Screen(console),
            )
    except (ScenarioInvalid, SharedCode) as error:
        raise typer.BadParameter(str(error)) from error
    except BrokerUnavailable as error:
        console.print(str(error), style="red", markup=False)
        raise typer.Exit(1) from error
    show_summary(console, result)
    if result.failed:
        raise typer.Exit(1)


class Screen:
    """Prints a play as it goes on."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def began(self, scenario: Scenario) -> None:
        """The scenario's name, in both languages."""
        title = Text(f"{scenario.id}  {scenario.title_ja}  ", style="bold")
        title.append(scenario.title_en, style="dim")
        self._console.print(title, soft_wrap=True)

    def judged(self, outcome: Outcome) -> None:
        """One expectation a line; under a failed one, what was there instead."""
        line = Text(f"  {outcome.verdict:<6}", style=_STYLE[outcome.verdict])
        line.append(f" {outcome.id:<8} ", style="bold")
        line.append(outcome.says)
        if outcome.verdict is Verdict.DUE:
            line.append(f"  (needs {', '.join(outcome.why)})", style="dim")
        self._console.print(line, soft_wrap=True)
        if outcome.verdict is Verdict.FAILED:
            for why in outcome.why:
                self._console.print(Text(f"           {why}", style="red"), soft_wrap=True)


def show_summary(console: Console, result: Result) -> None:
    """``N held, N failed, N due``, the last line of a play."""
    console.print(Text(result.summary(), style="bold red" if result.failed else "bold green"))
