"""``enishi record``: streams a file of events through the adapters, resumable."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from services.cli.bars import bar
from services.cli.endpoints import Endpoints, find_endpoints
from services.cli.help import both
from services.cli.options import MunicipalityOption
from services.cli.output import answers, notices
from services.cli.recording.recorder import Recorder
from services.cli.recording.refused import RefusedLines
from services.cli.recording.resume import Counts, Resume
from services.settings import Settings

IN_FLIGHT = 512
MAX_IN_FLIGHT = 8192
FINGERPRINT_BYTES = 64 << 10


def record(
    file: Annotated[
        Path,
        typer.Argument(
            exists=True,
            dir_okay=False,
            help=both("記録のファイル。", "JSON lines of enishi.v1.Event (protobuf JSON)."),
        ),
    ],
    concurrency: Annotated[
        int,
        typer.Option(
            min=1,
            max=MAX_IN_FLIGHT,
            help=both("同時に送る件数。", "Events under way at a time, in all."),
        ),
    ] = IN_FLIGHT,
    municipality: MunicipalityOption = None,
) -> None:
    """ファイルの記録を送る。

    Record a file of events.

    Through the agencies' adapters, one stream for each, in the order of the file. Run again after
    an interruption it goes on from there (FILE.resume). Refused lines are listed in
    FILE.refused.jsonl with code, field and rule; the exit code is then 1.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    counts, refused = record_file(file, endpoints, concurrency)
    console = answers()
    console.print(counts_table(counts))
    if counts.refused:
        console.print(f"→ 拒否された行 refused lines: {refused}", soft_wrap=True)
        raise typer.Exit(1)


def record_file(
    file: Path, endpoints: Endpoints, concurrency: int = IN_FLIGHT
) -> tuple[Counts, Path]:
    """Record a file with a progress bar; the sums, and where the refused lines are.

    Raises CommandFailed where it was interrupted by an adapter; a second call goes on.
    """
    resume = Resume(file.with_name(f"{file.name}.resume"), fingerprint(file, endpoints))
    refused = RefusedLines(file.with_name(f"{file.name}.refused.jsonl"), resume.refused_bytes)
    finished = False
    size = file.stat().st_size
    with bar("記録 Recording") as advance:

        def report(sent_bytes: int, counts: Counts) -> None:
            advance(sent_bytes, size, f"{counts.answered:,}件")

        report(resume.begins, resume.counts)
        recorder = Recorder(file, endpoints, resume, refused, concurrency, report)
        try:
            asyncio.run(recorder.run())
            finished = True
        except KeyboardInterrupt:
            notices().print("中断 Interrupted: run the same command again to go on from here.")
            raise
        finally:
            resume.close(finished=finished)
    return resume.counts, refused.path


def fingerprint(file: Path, endpoints: Endpoints) -> str:
    """Which file is recorded where: another file or another authority begins anew."""
    with file.open("rb") as content:
        head = content.read(FINGERPRINT_BYTES)
    authority = (endpoints.tls / "ca.pem").read_bytes()
    return hashlib.sha256(authority + endpoints.municipality.encode() + head).hexdigest()


def counts_table(counts: Counts) -> Table:
    """What became of the lines."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="cyan")
    table.add_column(justify="right")
    table.add_row("受付 Accepted", f"{counts.accepted:,}")
    table.add_row("  うち競合 of which in conflict", f"{counts.conflicts:,}")
    table.add_row("  うち行き違い of which crossed", f"{counts.crossed:,}")
    table.add_row("重複 Duplicates", f"{counts.duplicates:,}")
    table.add_row("拒否 Refused", f"{counts.all_refused:,}")
    for code, number in sorted(counts.refused.items()):
        table.add_row(f"  {code}", f"{number:,}")
    return table
