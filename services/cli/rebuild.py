"""``enishi rebuild``: every view anew from the log, compared, then swapped in one step (D9)."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console

from services.cli.bars import bar
from services.cli.failure import CommandFailed
from services.cli.help import both
from services.cli.home import known_home
from services.cli.logs import opened_logs
from services.cli.options import MunicipalityOption
from services.cli.output import answers
from services.cli.set_aside import places
from services.log.port import Log
from services.projector.rebuild import Rebuilt, ViewsDiffer
from services.settings import Settings
from services.wiring.logs import PROJECTOR
from services.wiring.views import HOUSEHOLD, IDENTITY, TRAIL, ViewPlace

WORDS = {
    HOUSEHOLD: "世帯ビュー household view",
    IDENTITY: "名寄せ索引 identity tokens",
    TRAIL: "閲覧記録 trail",
}


def rebuild(
    municipality: MunicipalityOption = None,
    view: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help=both("ビュー。既定は全部。", f"{', '.join(WORDS)}; all by default."),
        ),
    ] = None,
) -> None:
    """ビューを作りなおす。

    Build every view anew.

    From the log, beside the one in service. Works while `enishi serve` runs: reading goes on, the
    swap is one step. Where the new view does not hold the same facts the old one stays, and the
    exit code is 1.
    """
    unknown = set(view or ()) - set(WORDS)
    if unknown:
        raise typer.BadParameter(f"--view is {' or '.join(WORDS)}, not {', '.join(unknown)}")
    settings = Settings.from_environment()
    home = known_home(settings)
    code = municipality or home.municipality
    wanted = [place for place in places(settings, code) if place.name in (view or WORDS)]
    if not wanted:
        raise CommandFailed(f"municipality {code} has no view in {settings.home} yet")
    with opened_logs(settings, code, home.log) as logs:
        log = logs.as_principal(PROJECTOR)
        for place in wanted:
            _rebuild(place, log, answers())


def _rebuild(place: ViewPlace, log: Log, console: Console) -> None:
    try:
        with bar(WORDS[place.name]) as advance:
            rebuilt = place.rebuild(
                log, lambda step: advance(step.done, step.total, f"{step.rate:,.0f}/s")
            )
    except ViewsDiffer as error:
        raise CommandFailed(f"{place.name}: {error}") from error
    console.print(_done(place, rebuilt))


def _done(place: ViewPlace, rebuilt: Rebuilt) -> str:
    rate = rebuilt.records / rebuilt.seconds if rebuilt.seconds else 0.0
    return (
        f"{WORDS[place.name]}: {rebuilt.records:,}件 records, {rebuilt.seconds:.1f} s "
        f"({rate:,.0f}/s) → {rebuilt.path.name}"
    )
