"""受信箱 for a terminal: what waits, until when, and what it tells."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering import words
from services.cli.rendering.case import agency
from services.cli.rendering.household import household
from services.cli.rendering.sheet import Sheet
from services.cli.rendering.words import both, minute, plain, state


def inbox_page(page: query_pb2.InboxPage) -> Iterator[RenderableType]:
    """One sheet for each referral, its package beneath."""
    if not page.items:
        yield Text("受信箱は空です Nothing waits")
    for item in page.items:
        yield Rule(f"つなぎ Referral {item.referral.referral_id}", align="left", style="cyan")
        yield _sheet(item).rendered()
        if item.HasField("package"):
            yield from household(item.package, with_events=False, everything=False)
        else:
            yield Text("提供情報なし It gives nothing (any more)", style="dim")
    if page.next:
        yield Text(f"→ つづき more: --after {page.next}")


def _sheet(item: query_pb2.InboxItem) -> Sheet:
    referral = item.referral
    sheet = Sheet(with_events=False)
    sheet.row("送り手 From", agency(referral.from_agency))
    where = state(words.REFERRAL_STATES, referral.state)
    sheet.row("状態 State", f"{where}  {minute(referral.since)}")
    sheet.row("回答期限 Answer by", _deadline(item))
    sheet.row("事例 Case", item.case_id)
    if item.note.value:
        sheet.row("ひとこと Note", plain(item.note.value))
    for note in item.interim:
        said = f"{note.on} {note.agency_id}  {both('referral_interim', note.interim)}"
        sheet.row("経過 Interim", f"{said}\n{plain(note.note)}" if note.note else said)
    return sheet


def _deadline(item: query_pb2.InboxItem) -> Text:
    """In words too: colour is never the only signal."""
    text = Text(item.referral.respond_by)
    if item.days_left < 0:
        return text.append(f"  ✖ {-item.days_left}日超過 days late", style="bold red")
    return text.append(f"  あと{item.days_left}日 days left")
