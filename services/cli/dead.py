"""``enishi dead``: records that could not be applied — list, show, retry, drop."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.table import Table

from schemas.catalogue import catalogue
from schemas.record import parse_leaf
from services.cli.failure import CommandFailed
from services.cli.help import add, both
from services.cli.home import known_home
from services.cli.options import JsonOption, MunicipalityOption
from services.cli.output import answers
from services.cli.rendering.words import plain
from services.cli.set_aside import SetAside, act_on, all_set_aside, named, places
from services.clock import SystemClock
from services.projector.resolve import StillUnreadable, drop_dead_letter, retry_dead_letter
from services.projector.view import View
from services.settings import Settings
from services.views.dead_letters import LABEL_PREFIX, closed_sharing, remove_dead_letter
from services.wiring.views import ViewPlace, household_place

app = typer.Typer(
    help=both("保留の記録を扱う。", "Handle records that could not be applied."),
    short_help="保留の記録を扱う。 Handle records that could not be applied.",
    no_args_is_help=True,
)

RecordArgument = Annotated[
    str,
    typer.Argument(metavar="RECORD", help=both("記録の名。", "Its name in `enishi dead list`.")),
]


def list_(municipality: MunicipalityOption = None, as_json: JsonOption = False) -> None:
    """保留の記録の一覧。

    List what is set aside.

    Each record with the reason, and what it closes until it is resolved.
    """
    _, records = _open(municipality)
    console = answers()
    if as_json:
        console.print_json(json.dumps([_as_json(one) for one in records], ensure_ascii=False))
    elif records:
        console.print(records_table(records))
        console.print("→ enishi dead show RECORD / retry RECORD / drop RECORD --by … --reason …")
    else:
        console.print("保留の記録なし Nothing is set aside.")


def show(record: RecordArgument, municipality: MunicipalityOption = None) -> None:
    """1件を見る。

    Show one record, never its content.

    Headers, reason, the views that could not apply it, and what it closes.
    """
    _, records = _open(municipality)
    one = named(records, record)
    console = answers()
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="cyan", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in _facts(one):
        grid.add_row(label, value)
    console.print(grid)


def retry(record: RecordArgument, municipality: MunicipalityOption = None) -> None:
    """もう一度適用する。 Apply a record with the version that runs now.

    Works while `enishi serve` runs. Exit code 1 where it still cannot be applied.
    """
    views, records = _open(municipality)
    one = named(records, record)
    try:
        act_on(views, one, retry_dead_letter)
    except StillUnreadable as error:
        raise CommandFailed(
            f"{one.name} stays set aside, it still cannot be applied ({error.reason}): have the "
            "agency send a correction, or drop it"
        ) from error
    answers().print(f"適用しました Applied: {one.name}")


def drop(
    record: RecordArgument,
    by: Annotated[
        str, typer.Option(metavar="WHO", help=both("決めた人。", "Who decided, such as u-12."))
    ],
    reason: Annotated[
        str,
        typer.Option(metavar="TEXT", help=both("理由。氏名は書かない。", "Why; name no person.")),
    ],
    municipality: MunicipalityOption = None,
) -> None:
    """あきらめる。

    Give a record up for good: what it closed opens again.

    The decision is kept with who and why, and rebuilds follow it. The record stays on the log.
    """
    if not by.strip() or not reason.strip():
        raise typer.BadParameter("--by and --reason may not be empty")
    views, records = _open(municipality)
    one = named(records, record)
    home = known_home(Settings.from_environment())
    code = municipality or home.municipality
    dropped = household_place(Settings.from_environment(), code).dropped
    decided: list[bytes] = []

    def give_up(view: View, number: int) -> None:
        if not decided:
            drop_dead_letter(view, dropped, number, by, reason, SystemClock().now())
            decided.append(one.letter.leaf_hash)
            return
        with view.file.transaction() as connection:
            remove_dead_letter(connection, number)

    act_on(views, one, give_up)
    answers().print(f"破棄しました Dropped: {one.name}")


add(app, list_, "list")
for _command in (show, retry, drop):
    add(app, _command)


def _open(municipality: str | None) -> tuple[tuple[ViewPlace, ...], list[SetAside]]:
    settings = Settings.from_environment()
    views = places(settings, municipality or known_home(settings).municipality)
    return views, all_set_aside(views)


def records_table(records: Sequence[SetAside]) -> Table:
    """One row per record."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("記録\nRecord", no_wrap=True, style="bold")
    table.add_column("機関 番号\nAgency, no.", no_wrap=True)
    table.add_column("種別\nType", overflow="fold")
    table.add_column("理由\nReason", overflow="fold")
    table.add_column("停止\nCloses", overflow="fold")
    for one in records:
        table.add_row(one.name, _where(one), _type(one), one.letter.reason, _closes(one) or "–")
    return table


def _where(one: SetAside) -> str:
    return f"{one.letter.agency} {one.letter.sequence or '?'}"


def _type(one: SetAside) -> str:
    label = one.letter.event_type
    return plain(label.removeprefix(LABEL_PREFIX)) if label else "不明 unreadable"


def _closes(one: SetAside) -> str:
    closed = closed_sharing([one.letter], catalogue())
    return ", ".join(
        [
            *(f"機関 agency {agency}" for agency in sorted(closed.agencies)),
            *(f"事例 case {plain(case)}" for case in sorted(closed.cases)),
        ]
    )


def _facts(one: SetAside) -> list[tuple[str, str]]:
    record = parse_leaf(one.letter.frame)
    headers = [
        (f"  {plain(name)}", plain(value.decode("utf-8", "replace")))
        for name, value in record.headers
    ]
    return [
        ("記録 Record", one.letter.leaf_hash.hex()),
        ("機関 番号 Agency, no.", _where(one)),
        ("種別 Type", _type(one)),
        ("対象 Subject", plain(one.letter.subject or "–")),
        ("理由 Reason", one.letter.reason),
        ("停止 Closes", _closes(one) or "なし nothing"),
        ("ビュー Views", ", ".join(one.views)),
        ("本体 Value", f"{len(record.value)} bytes"),
        ("ヘッダー Headers", ""),
        *headers,
    ]


def _as_json(one: SetAside) -> dict[str, object]:
    closed = closed_sharing([one.letter], catalogue())
    return {
        "record": one.letter.leaf_hash.hex(),
        "agency": one.letter.agency,
        "sequence": one.letter.sequence,
        "type": one.letter.event_type,
        "subject": one.letter.subject,
        "reason": one.letter.reason,
        "views": one.views,
        "closes_agencies": sorted(closed.agencies),
        "closes_cases": sorted(closed.cases),
    }
