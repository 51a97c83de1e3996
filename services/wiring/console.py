"""The web console of one agency: its certificate towards the query service, its own socket."""

from __future__ import annotations

import socket
from functools import partial
from pathlib import Path

import grpc
import uvicorn
from starlette.types import ASGIApp

from services.clock import Clock
from services.console.app import Place, console_app
from services.console.reading import Metadata
from services.console.sessions import Session
from services.query.reader import metadata_of
from services.wiring.certificates import client_credentials

STOP_SECONDS = 1
"""How long open streams may hold up the end."""


def console_of(
    tls: Path, target: str, agency: str, clock: Clock, host: str, *, demo_sign_in: bool
) -> ASGIApp:
    """The console that reads at ``target`` by the agency's certificate.

    Raises FileNotFoundError where there is no such certificate, SignInNotBuilt.
    """
    connect = partial(grpc.aio.secure_channel, target, client_credentials(tls, agency))
    return console_app(Place(agency, connect, _said, clock, host, demo_sign_in))


def _said(session: Session) -> Metadata:
    return metadata_of(session.user, seen=session.seen)


def listening(host: str, port: int) -> socket.socket:
    """A socket bound before anything is promised; port 0 takes any free one. Raises OSError."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family)


def server_of(app: ASGIApp) -> uvicorn.Server:
    """Serves the console. It logs no request: an address names a case."""
    return uvicorn.Server(
        uvicorn.Config(
            app,
            access_log=False,
            log_config=None,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
            ws="none",
            lifespan="on",
        )
    )
