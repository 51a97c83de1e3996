"""The whole household view for a terminal, readable at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC

from rich.console import RenderableType
from rich.text import Text

from protos.enishi.v1 import query_pb2
from schemas.times import JST
from services.cli.rendering.case import case
from services.cli.rendering.members import members, names_of
from services.cli.rendering.timeline import timeline
from services.cli.rendering.words import CHECK, both, minute, sources

SET_ASIDE = "SET_ASIDE"


def household(
    message: query_pb2.Household, *, with_events: bool, everything: bool
) -> Iterator[RenderableType]:
    """What to print, part by part.

    ``with_events`` adds the event ids behind every value (invariant 7); ``everything`` shows the
    whole timeline and every contact.
    """
    yield from _heading(message, with_events=with_events)
    yield from _warnings(message, with_events=with_events)
    yield Text("")
    yield from members(message.members, with_events=with_events)
    names = names_of(message)
    for each in message.cases:
        yield Text("")
        yield from case(each, names, with_events=with_events, everything=everything)
    yield Text("")
    yield from timeline(message.timeline, with_events=with_events, everything=everything)


def _heading(message: query_pb2.Household, *, with_events: bool) -> Iterator[Text]:
    if message.household_id:
        heading = Text("世帯 Household ", style="bold").append(message.household_id)
        heading.append(f"  {both('household_kind', message.kind)}")
    else:
        heading = Text("世帯は未登録 No agency has stated a household", style="bold")
    yield heading
    if with_events and message.statement_event_ids:
        yield Text(sources(message.statement_event_ids), style="dim")
    as_of = message.as_of.ToDatetime(tzinfo=UTC).astimezone(JST)
    yield Text(f"{as_of:%Y-%m-%d %H:%M} 現在 as of", style="dim")


def _warnings(message: query_pb2.Household, *, with_events: bool) -> Iterator[Text]:
    """Symbols and words carry the warning; colour only repeats it."""
    if message.sharing_closed:
        yield Text(
            "✖ 共有停止 Sharing is closed: a record of this household could not be read; "
            "nothing is shared until it is resolved (enishi dead list)",
            style="bold red",
        )
    for source in message.stale_sources:
        yield Text(
            f"▲ 同期遅延 {source.agency_id}: not heard from since {minute(source.since)}",
            style="bold yellow",
        )
    doubts = [each for each in message.needs_checking if each != SET_ASIDE]
    if doubts:
        yield Text(f"▲ {CHECK} {len(doubts)}件 to be checked", style="bold yellow")
        if with_events:
            yield Text(sources(doubts), style="dim")
    if SET_ASIDE in message.needs_checking:
        yield Text(f"▲ {CHECK} 保留の記録あり a record is set aside", style="bold yellow")
