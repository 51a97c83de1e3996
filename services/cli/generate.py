"""``enishi generate``: a synthetic municipality as a file of events."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from services.cli.bars import bar
from services.cli.help import both
from services.cli.options import DEFAULT_MUNICIPALITY
from services.cli.output import answers
from services.generator.write import Summary
from services.generator.write import generate as write

COMMON_TYPES = 8


def generate(
    households: Annotated[
        int, typer.Option(min=1, help=both("世帯数。", "How many households."))
    ] = 1000,
    seed: Annotated[
        int, typer.Option(help=both("乱数の種。", "The same seed gives the same bytes."))
    ] = 1,
    years: Annotated[
        int, typer.Option(min=1, help=both("年数。", "How many years of history."))
    ] = 10,
    out: Annotated[
        Path, typer.Option(file_okay=False, help=both("出力先。", "The folder to write into."))
    ] = Path("municipality"),
    municipality: Annotated[
        str,
        typer.Option(
            "--municipality",
            "-m",
            metavar="CODE",
            help=both("市町村コード6桁。", "Municipality code."),
        ),
    ] = DEFAULT_MUNICIPALITY,
) -> None:
    """架空の市町村をつくる。

    Make up a municipality.

    events.jsonl holds the events in the order of arrival, with delays, duplicates and
    corrections; truth.jsonl who everybody truly is. Nobody in it exists.
    """
    summary = generate_files(out, households, seed, years, municipality)
    console = answers()
    console.print(_table(summary))
    console.print(f"→ enishi record {summary.events}", soft_wrap=True)


def generate_files(out: Path, households: int, seed: int, years: int, municipality: str) -> Summary:
    """Write the files with a progress bar."""
    with bar("世帯 Households") as advance:

        def told(done: int, total: int) -> None:
            advance(done, total, f"{done:,}")

        return write(out, households, seed, years, told, municipality=municipality)


def _table(summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan")
    table.add_column(justify="right")
    table.add_row("世帯 Households", f"{summary.households:,}")
    table.add_row("人 Persons", f"{summary.persons:,}")
    table.add_row("  機関に知られている人 known to agencies", f"{summary.persons_known:,}")
    table.add_row("記録 Events", f"{summary.lines:,}")
    common = sorted(summary.by_type.items(), key=lambda item: (-item[1], item[0]))
    for name, number in common[:COMMON_TYPES]:
        table.add_row(f"  {name}", f"{number:,}")
    rest = sum(number for _, number in common[COMMON_TYPES:])
    table.add_row(f"  ほか{len(common) - COMMON_TYPES}種 other types", f"{rest:,}")
    return table
