"""The console of one agency as an ASGI application."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import grpc
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from services.clock import Clock
from services.console.abouts import Abouts
from services.console.acting import PATH as ACT
from services.console.acting import Acting
from services.console.admission import SIGN_IN, STATIC, SignedIn, form_route
from services.console.board import Board
from services.console.board_events import BoardEvents
from services.console.failing import Failing
from services.console.headers import Guarded
from services.console.household import Household
from services.console.inbox import EVENTS as INBOX_EVENTS
from services.console.inbox import PATH as INBOX
from services.console.inbox import Inbox
from services.console.page import STATIC_FOLDER, Pages
from services.console.rank import Rank
from services.console.reading import Metadata, Reading
from services.console.recording import Recording
from services.console.sent import Sent
from services.console.sessions import Session, Sessions
from services.console.sign_in import SignIn, check_sign_in
from services.console.steward import LINK, Steward
from services.console.steward import PATH as STEWARD


@dataclass(frozen=True, slots=True)
class Place:
    """Where the console stands: ``connect`` opens a channel to the query service, ``adapter`` to
    the agency's own adapter, both with its certificate; ``said`` is the metadata that names a
    worker, ``folder`` what the console keeps, ``host`` the address it listens on."""

    municipality: str
    agency: str
    connect: Callable[[], grpc.aio.Channel]
    adapter: Callable[[], grpc.aio.Channel]
    folder: Path
    said: Callable[[Session], Metadata]
    clock: Clock
    host: str
    demo_sign_in: bool


def console_app(place: Place) -> ASGIApp:
    """The application. Raises SignInNotBuilt."""
    check_sign_in(place.host, demo=place.demo_sign_in)
    sessions = Sessions(place.clock)
    pages = Pages(place.agency)
    failing = Failing(pages, place.agency)
    board = Board(pages)
    inbox = Inbox(pages, sessions, failing)
    steward = Steward(pages)
    sent = Sent(place.folder / "sent.db")
    abouts = Abouts(place.agency)
    acting = Acting(pages, sessions, abouts, sent, place.clock, place.municipality, place.agency)
    sign_in = SignIn(pages, sessions)

    @asynccontextmanager
    async def connected(app: Starlette) -> AsyncIterator[None]:
        async with place.connect() as channel, place.adapter() as adapter:
            app.state.reading = Reading(channel, place.said)
            app.state.recording = Recording(adapter)
            yield
        sent.close()

    app = Starlette(
        routes=[
            Route("/", board.show, methods=["GET"]),
            Route("/board/events", BoardEvents(board, sessions, failing).stream, methods=["GET"]),
            Route("/requests/{request_id}", Rank(pages, place.agency).show, methods=["GET"]),
            Route(INBOX, inbox.show, methods=["GET"]),
            Route(INBOX_EVENTS, inbox.stream, methods=["GET"]),
            Route(STEWARD, steward.show, methods=["GET"]),
            Route(LINK, steward.link, methods=["GET"]),
            Route(ACT, acting.show, methods=["GET"]),
            form_route(ACT, acting.act),
            Route("/households/case/{case_id}", Household(pages).show, methods=["GET"]),
            Route(SIGN_IN, sign_in.show, methods=["GET"]),
            form_route(SIGN_IN, sign_in.sign_in),
            form_route("/sign-out", sign_in.sign_out),
            form_route("/language", sign_in.language),
            Mount(STATIC, StaticFiles(directory=STATIC_FOLDER)),
        ],
        middleware=[
            # Another name for this address is another site's script reaching in (DNS rebinding).
            Middleware(
                TrustedHostMiddleware,
                allowed_hosts=[place.host, "localhost", "127.0.0.1"],
                www_redirect=False,
            ),
            Middleware(SignedIn, sessions=sessions),
        ],
        exception_handlers={
            grpc.aio.AioRpcError: failing.call,
            HTTPException: failing.refused,
            Exception: failing.mistake,
        },
        lifespan=connected,
    )
    return Guarded(app)
