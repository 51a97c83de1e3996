"""``enishi console``: the web console of one agency."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from services.cli.endpoints import find_endpoints
from services.cli.failure import CommandFailed
from services.cli.help import both
from services.cli.options import AsOption, MunicipalityOption
from services.cli.output import answers, log_to_stderr
from services.clock import SystemClock
from services.console.configuration import ConfigurationInvalid, read_configuration
from services.console.sign_in import SignInUnsafe
from services.settings import Settings
from services.wiring.console import Targets, console_of, listening, server_of

DESK = "CT-1"
PORT = 8765
HOST = "127.0.0.1"


def console(
    as_agency: AsOption = DESK,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help=both("ポート。", "The port to listen on; 0: any free one.")
        ),
    ] = PORT,
    host: Annotated[
        str,
        typer.Option(
            metavar="ADDRESS",
            help=both("待ち受けるアドレス。", "The address to listen on."),
        ),
    ] = HOST,
    demo_sign_in: Annotated[
        bool,
        typer.Option(
            "--demo-sign-in",
            help=both(
                "お試し用のサインイン。",
                "Sign in by giving any staff id; on loopback only.",
            ),
        ),
    ] = False,
    config: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=both(
                "設定ファイル（TOML）。",
                "A TOML file: public address, [oidc] identity provider, [tls] certificate.",
            ),
        ),
    ] = None,
    municipality: MunicipalityOption = None,
) -> None:
    """ウェブの画面を開く。止めるには Ctrl-C。

    Serve the web console until Ctrl-C.

    One agency's console, by its certificate. Who signs in says the OpenID Connect provider that
    the file of --config names; to try it on this machine, --demo-sign-in believes anybody.
    """
    log_to_stderr("info")
    settings = Settings.from_environment()
    endpoints = find_endpoints(settings, municipality)
    try:
        configuration = read_configuration(config) if config else None
    except ConfigurationInvalid as error:
        raise CommandFailed(str(error)) from error
    try:
        app = console_of(
            settings,
            endpoints.municipality,
            Targets(endpoints.query, endpoints.adapters.get(as_agency, ""), endpoints.tls),
            as_agency,
            SystemClock(),
            host,
            configuration=configuration,
            demo_sign_in=demo_sign_in,
        )
    except SignInUnsafe as error:
        raise CommandFailed(str(error)) from error
    except FileNotFoundError as error:
        raise CommandFailed(
            f"{as_agency} has no certificate in {endpoints.tls}: choose another agency, or issue "
            f"one with `python -m deploy.tls`"
        ) from error
    with listening(host, port) as listener:
        shown = f"[{host}]" if ":" in host else host
        tls = configuration.tls if configuration else None
        scheme = "https" if tls else "http"
        address = f"{scheme}://{shown}:{listener.getsockname()[1]}/"
        public = f"  ({configuration.public}/)" if configuration else ""
        answers().print(f"{as_agency}  {address}{public}", soft_wrap=True)
        server_of(app, tls).run(sockets=[listener])
