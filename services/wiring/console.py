"""The web console of one agency: its certificate towards the query service, its own socket."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import grpc
import uvicorn
from starlette.types import ASGIApp

from services.clock import Clock
from services.console.app import Place, console_app
from services.console.configuration import Configuration, Tls
from services.console.reading import Metadata
from services.console.sessions import Session
from services.console.sign_in import check_sign_in
from services.query.reader import metadata_of
from services.settings import Settings
from services.wiring.certificates import client_credentials

STOP_SECONDS = 1
"""How long open streams may hold up the end."""


@dataclass(frozen=True, slots=True)
class Targets:
    """host:port of the query service and of the agency's own adapter; ``tls``: the folder of the
    municipality's certificates."""

    query: str
    adapter: str
    tls: Path


def console_of(
    settings: Settings,
    municipality: str,
    targets: Targets,
    agency: str,
    clock: Clock,
    host: str,
    *,
    configuration: Configuration | None = None,
    demo_sign_in: bool = False,
) -> ASGIApp:
    """The console that reads and records by the agency's certificate.

    Raises FileNotFoundError where there is no such certificate, SignInUnsafe.
    """
    check_sign_in(host, demo=demo_sign_in, configured=configuration is not None)
    credentials = client_credentials(targets.tls, agency)
    return console_app(
        Place(
            municipality=municipality,
            agency=agency,
            connect=partial(grpc.aio.secure_channel, targets.query, credentials),
            adapter=partial(grpc.aio.secure_channel, targets.adapter, credentials),
            folder=settings.console(municipality, agency),
            said=_said,
            clock=clock,
            host=host,
            configuration=configuration,
        )
    )


def _said(session: Session) -> Metadata:
    return metadata_of(session.user, seen=session.seen)


def listening(host: str, port: int) -> socket.socket:
    """A socket bound before anything is promised; port 0 takes any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def server_of(app: ASGIApp, tls: Tls | None = None) -> uvicorn.Server:
    """Serves the console, by TLS where its certificate is given. It logs no request: an address
    names a case."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            ws="none",
            ssl_certfile=str(tls.certificate) if tls else None,
            ssl_keyfile=str(tls.key) if tls else None,
            lifespan="on",
        )
    )
