"""経過: what happened, newest last."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering.words import CHECK, both, minute, sources

NEWEST = 15
DAY_CHARS = 10


def timeline(
    entries: Sequence[query_pb2.TimelineEntry], *, with_events: bool, everything: bool
) -> Iterator[RenderableType]:
    """The newest entries, or all of them."""
    shown = entries if everything else entries[-NEWEST:]
    left_out = len(entries) - len(shown)
    more = f"（ほか以前の{left_out}件 {left_out} earlier: --all）" if left_out else ""
    yield Rule(f"経過 Timeline {more}", align="left", style="cyan")
    table = Table.grid(padding=(0, 2))
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for entry in shown:
        table.add_row(_when(entry), entry.agency_id, _what(entry, with_events=with_events))
    yield table


def _when(entry: query_pb2.TimelineEntry) -> str:
    """A day where only the day is known."""
    moment = minute(entry.occurred_at)
    return moment[:DAY_CHARS] if entry.precision == "DAY" else moment


def _what(entry: query_pb2.TimelineEntry, *, with_events: bool) -> Text:
    text = Text(entry.summary_ja)
    if entry.needs_checking:
        text.append(f"  {CHECK} check", style="bold yellow")
    text.append(f"\n{entry.summary_en}", style="dim")
    if entry.legal_basis not in ("OWN", "NONE"):
        text.append(f"\n根拠 basis: {both('legal_basis', entry.legal_basis)}", style="dim")
    if with_events:
        text.append(f"\n{sources([entry.event_id])}", style="dim")
    return text
