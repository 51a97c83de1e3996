"""``enishi serve``: adapters, relays, projectors and the query service of one municipality."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from schemas.codes import agency_code, code_list
from services.cli.help import both
from services.cli.home import held
from services.cli.options import DEFAULT_AGENCIES, DEFAULT_MUNICIPALITY, LogDriver
from services.cli.output import answers, log_to_stderr
from services.cli.serving import Wanted, serving, until_told
from services.settings import Settings
from services.wiring.backbone import ANY_PORT, Backbone


def serve(
    log: Annotated[
        LogDriver | None,
        typer.Option(
            help=both(
                "記録の置き場所。",
                "Which log: a file (embedded, the default) or a broker of this "
                "home's own (kafka: needs Java 17 and Maven).",
            )
        ),
    ] = None,
    municipality: Annotated[
        str | None,
        typer.Option(
            "--municipality",
            "-m",
            metavar="CODE",
            help=both(
                "市町村コード6桁。", f"Municipality code, six digits [{DEFAULT_MUNICIPALITY}]."
            ),
        ),
    ] = None,
    agency: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ID",
            help=both(
                "機関。くり返し指定可。",
                "An agency such as HOK-1, once for each; by default "
                f"{len(DEFAULT_AGENCIES)} of all kinds.",
            ),
        ),
    ] = None,
    port: Annotated[
        int,
        typer.Option(
            min=0,
            max=65000,
            help=both(
                "最初のポート。",
                "The query service's port, the adapters' follow; 0: any free ones.",
            ),
        ),
    ] = ANY_PORT,
) -> None:
    """基盤を動かす。止めるには Ctrl-C。

    Run the backbone until Ctrl-C.

    Adapters, relays, projectors and the query service of one municipality, in one process on
    loopback, all over mutual TLS. State lies in the directory named by ENISHI_HOME (.enishi).
    """
    log_to_stderr("info")
    settings = Settings.from_environment()
    console = answers()
    with (
        until_told() as told,
        held(settings),
        serving(settings, Wanted(log, municipality, agency or (), port), "serve") as backbone,
    ):
        console.print(endpoints_table(backbone))
        tell_stop(console)
        told.wait()
    console.print("停止しました Stopped.")


def endpoints_table(backbone: Backbone) -> Table:
    """Where each part listens."""
    table = Table(title=f"縁 Enishi  {backbone.municipality}", title_justify="left", box=None)
    table.add_column("機関 Agency", style="bold", no_wrap=True)
    table.add_column("所在 Listens at", no_wrap=True)
    table.add_column("")
    table.add_row("query", backbone.query_target(), "世帯ビュー Household view")
    agencies = code_list("agency")
    for agency in backbone.agencies:
        code = agency_code(agency)
        table.add_row(
            agency, backbone.adapter_target(agency), f"{agencies.ja(code)} {agencies.en(code)}"
        )
    return table


def tell_stop(console: Console) -> None:
    """How to end what runs in the foreground."""
    console.print("動作中。止めるには Ctrl-C。 Running; Ctrl-C stops it.")
