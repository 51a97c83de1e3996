"""``enishi demo``: everything at once, from nothing to a household on the screen."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

import typer
from rich.console import Console

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.cli.calling import reading_as
from services.cli.demonstration.samples import samples
from services.cli.demonstration.scenarios import play_all, scenario_files
from services.cli.demonstration.summary import Summary, print_next, print_summary
from services.cli.endpoints import find_endpoints
from services.cli.failure import CommandFailed
from services.cli.generate import generate_files
from services.cli.help import both
from services.cli.home import held, read_home
from services.cli.options import AUDITOR, LogDriver
from services.cli.output import answers
from services.cli.record import record_file
from services.cli.recording.resume import Counts
from services.cli.serving import Wanted, serving, until_told
from services.generator.write import EVENTS_FILE, TRUTH_FILE
from services.scenario.report import Result
from services.settings import HOME_VARIABLE, Settings
from services.wiring.backbone import ANY_PORT, Backbone
from services.wiring.own_stream import SYSTEM_AGENCY

PROJECTED_SECONDS = 120.0
FILES = "municipality"


@dataclass(frozen=True, slots=True)
class Size:
    """How large the generated municipality is."""

    households: int
    seed: int
    years: int = 10


def demo(
    log: Annotated[
        LogDriver | None,
        typer.Option(help=both("記録の置き場所。", "Which log; kafka needs Java 17 and Maven.")),
    ] = None,
    once: Annotated[
        bool, typer.Option("--once", help=both("まとめを出して終わる。", "End after the summary."))
    ] = False,
    keep: Annotated[
        bool,
        typer.Option("--keep", help=both("前回のつづき。", "Go on with the last demo's state.")),
    ] = False,
    households: Annotated[
        int, typer.Option(min=1, help=both("架空の世帯数。", "How many synthetic households."))
    ] = 200,
    seed: Annotated[
        int, typer.Option(help=both("乱数の種。", "The seed of the synthetic people."))
    ] = 1,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65000, help=both("最初のポート。", "The first port; 0: any free ones.")
        ),
    ] = ANY_PORT,
) -> None:
    """試す。

    Try everything, from nothing.

    Plays the acceptance scenarios S1 to S12, starts every part, records a synthetic municipality,
    prints what came of it and what to look at next, and keeps serving until Ctrl-C. All state is
    fresh and lies in ENISHI_HOME (.enishi); a home that is not a demo's is left alone. With --once
    the exit code is 1 where an expectation failed or a record is missing.
    """
    # Ended from outside, everything that was started must be stopped all the same.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = Settings.from_environment()
    console = answers()
    with held(settings):
        check_home(settings, keep=keep)
        played = None if keep else _play(console, log or LogDriver.EMBEDDED)
        with serving(settings, Wanted(log, first_port=port), "demo", fresh=not keep) as backbone:
            summary = _fill(console, settings, backbone, Size(households, seed), played)
            print_summary(console, summary)
            if not once:
                _show_next(console, settings, backbone)
                _keep_serving(console)
    if once and not summary.good:
        raise typer.Exit(1)


def check_home(settings: Settings, *, keep: bool) -> None:
    """A demo may only wipe what a demo made. Raises CommandFailed."""
    home = read_home(settings)
    if home is not None and home.purpose == "demo":
        return
    if keep:
        raise CommandFailed(f"--keep: {settings.home} holds no demo; leave the option out")
    taken = [path.name for path in settings.home.glob("*") if path.name != "run"]
    if home is not None or taken:
        raise CommandFailed(
            f"{settings.home} holds something that is not a demo's and is left alone: choose "
            f"another directory in {HOME_VARIABLE}"
        )


def _play(console: Console, log: LogDriver) -> Result | None:
    files = scenario_files()
    if not files:
        console.print("シナリオなし No scenario files beside this installation; not played.")
        return None
    console.print("1  シナリオを再生 Playing the acceptance scenarios")
    return play_all(files, log, console)


def _fill(
    console: Console, settings: Settings, backbone: Backbone, size: Size, played: Result | None
) -> Summary:
    console.print(f"2  基盤を起動 {len(backbone.agencies)} agencies are running")
    recorded = _record(console, settings, backbone, size)
    backbone.wait_projected(PROJECTED_SECONDS)
    with backbone.channel(backbone.query_target(), AUDITOR) as channel:
        stub = query_pb2_grpc.HouseholdsStub(channel)
        view = stub.Status(query_pb2.GetViewStatusRequest(), metadata=reading_as())
    return Summary(
        _of_agencies(backbone.accepted()), _of_agencies(backbone.relayed()), view, played, recorded
    )


def _of_agencies(sequences: Mapping[str, int]) -> int:
    """The backbone's own stream grows while one looks: with every viewing and every proposal."""
    return sum(number for agency, number in sequences.items() if agency != SYSTEM_AGENCY)


def _record(console: Console, settings: Settings, backbone: Backbone, size: Size) -> Counts | None:
    """Generate and record the municipality; None where an earlier demo has done so."""
    folder = settings.home / FILES
    events, under_way = folder / EVENTS_FILE, folder / f"{EVENTS_FILE}.resume"
    if events.exists() and not under_way.exists():
        return None
    if not events.exists():
        console.print("3  架空の市町村をつくる Making up a municipality")
        generate_files(folder, size.households, size.seed, size.years, backbone.municipality)
    console.print("4  記録を送る Recording its events through the adapters")
    counts, refused = record_file(events, find_endpoints(settings, backbone.municipality))
    if counts.refused:
        console.print(f"   → {refused}", soft_wrap=True)
    return counts


def _show_next(console: Console, settings: Settings, backbone: Backbone) -> None:
    with backbone.channel(backbone.query_target(), AUDITOR) as channel:
        found = samples(settings.home / FILES / TRUTH_FILE, channel)
    print_next(console, found, endpoints=settings.endpoints)


def _keep_serving(console: Console) -> None:
    with until_told() as told:
        console.print("動作中。止めるには Ctrl-C。 Running; Ctrl-C stops it.")
        told.wait()
    console.print("停止しました Stopped.")
