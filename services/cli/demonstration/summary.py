"""What a demo came to, and what to look at next."""

from __future__ import annotations

import os
import shlex
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.demonstration.samples import Sample
from services.cli.recording.resume import Counts
from services.scenario.report import Result
from services.settings import HOME_VARIABLE
from services.wiring.own_stream import SYSTEM_AGENCY


@dataclass(frozen=True, slots=True)
class Summary:
    """``accepted`` and ``relayed`` are sums of sequences, the backbone's own stream left out;
    ``played`` is None where nothing was."""

    accepted: int
    relayed: int
    view: query_pb2.ViewStatus
    played: Result | None
    recorded: Counts | None

    @property
    def projected(self) -> int:
        """Records of the agencies that are in the view."""
        own = (s.sequence for s in self.view.sources if s.agency_id == SYSTEM_AGENCY)
        return sum(source.sequence for source in self.view.sources) - sum(own)

    @property
    def lag(self) -> int:
        """Records accepted that are not in the view yet."""
        return self.accepted - self.projected

    @property
    def good(self) -> bool:
        """Nothing failed, nothing is missing."""
        refused = self.recorded.all_refused if self.recorded else 0
        failed = self.played.failed if self.played else 0
        return not (self.lag or self.view.dead_letters or refused or failed)


def print_summary(console: Console, summary: Summary) -> None:
    """The sums as a table."""
    table = Table(box=None, pad_edge=False, show_header=False, title="まとめ Summary")
    table.title_justify = "left"
    table.add_column(style="cyan")
    table.add_column(justify="right")
    for label, number in (
        ("受け付けた記録 Events accepted", summary.accepted),
        ("ログに載った記録 Relayed to the log", summary.relayed),
        ("ビューに反映 Projected", summary.projected),
        ("遅れ Lag", summary.lag),
        ("保留 Set aside", summary.view.dead_letters),
        ("世帯 Households", summary.view.households),
    ):
        table.add_row(label, f"{number:,}")
    console.print(table)
    if summary.recorded and summary.recorded.refused:
        console.print(f"✖ 拒否 Refused: {summary.recorded.all_refused:,}", style="bold red")
    if summary.played:
        style = "bold red" if summary.played.failed else "bold green"
        console.print(f"シナリオ Scenario expectations: {summary.played.summary()}", style=style)
    if summary.played and summary.played.due:
        console.print("  due: 未実装の機能を待つ期待 wait for what is not built yet", style="dim")


def print_next(console: Console, samples: Sequence[Sample], *, endpoints: Path) -> None:
    """Commands that work when pasted into another terminal."""
    enishi = command()
    lines = [
        ("世帯を見る a household", f"{enishi} household {sample.household_id}")
        for sample in samples
    ]
    if samples:
        first = samples[0]
        lines += [
            ("根拠の記録ID with its sources", f"{enishi} household --events {first.household_id}"),
            ("カナで検索 find by kana", f"{enishi} find {shlex.quote(first.kana)}"),
            ("漢字で検索 find by kanji", f"{enishi} find {shlex.quote(first.name)}"),
        ]
    lines += [
        ("同期状況 where everything stands", f"{enishi} status"),
        ("ビューを作りなおす rebuild the views", f"{enishi} rebuild"),
    ]
    console.print(f"\n次に見るもの Look at next, from another terminal in {Path.cwd()}:")
    for title, line in lines:
        console.print(Text(f"  # {title}", style="dim"))
        console.print(f"  {line}", soft_wrap=True)
    console.print(Text(f"  # gRPC の所在 where the parts listen: {endpoints}", style="dim"))


def command() -> str:
    """How this very command is called from a shell: with its path, and its home where not usual."""
    program = Path(sys.argv[0])
    if program.name != "enishi" or shutil.which("enishi") == str(program):
        shown = "enishi"
    else:
        shown = shlex.quote(os.path.relpath(program))
    home = os.environ.get(HOME_VARIABLE)
    return f"{HOME_VARIABLE}={shlex.quote(str(Path(home).absolute()))} {shown}" if home else shown
