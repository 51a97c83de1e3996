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
from services.console.abuse import PATH as ABUSE
from services.console.abuse import AbuseDesk
from services.console.accountability import VIEWINGS, WHY, Accountability
from services.console.acting import PATH as ACT
from services.console.acting import Acting
from services.console.admission import CALLBACK, SIGN_IN, STATIC, SignedIn, form_route
from services.console.board import Board
from services.console.board_events import BoardEvents
from services.console.boards import COMMUNITY, OUTREACH, PARTICIPATION, Boards
from services.console.break_glass import OPENED as GLASS_OPENED
from services.console.break_glass import PATH as GLASS
from services.console.break_glass import BreakGlass
from services.console.break_glass_review import PATH as GLASS_REVIEW
from services.console.break_glass_review import VERDICT as GLASS_VERDICT
from services.console.break_glass_review import BreakGlassReview
from services.console.conferences import PATH as CONFERENCES
from services.console.conferences import ROOM, Conferences
from services.console.configuration import Configuration
from services.console.failing import Failing
from services.console.headers import Guarded
from services.console.household import Household
from services.console.inbox import EVENTS as INBOX_EVENTS
from services.console.inbox import PATH as INBOX
from services.console.inbox import Inbox
from services.console.oidc import OidcSignIn
from services.console.pack import PATH as PACK
from services.console.pack import PDF as PACK_PDF
from services.console.pack import PRINT as PACK_PRINT
from services.console.pack import Pack
from services.console.page import STATIC_FOLDER, Pages
from services.console.plan_page import PATH as PLAN
from services.console.plan_page import PDF as PLAN_PDF
from services.console.plan_page import PRINT as PLAN_PRINT
from services.console.plan_page import PlanPage
from services.console.printing import Printing
from services.console.rank import Rank
from services.console.reading import Metadata, Reading
from services.console.recording import Recording
from services.console.sent import Sent
from services.console.sessions import Session, Sessions
from services.console.sign_in import SignIn
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
    configuration: Configuration | None
    """None: the demo's sign-in."""


def console_app(place: Place) -> ASGIApp:
    """The application."""
    configuration = place.configuration
    secure = configuration is not None and configuration.secure
    sessions = Sessions(place.clock, place.folder, secure=secure)
    pages = Pages(place.agency)
    failing = Failing(pages, place.agency)
    board = Board(pages)
    inbox = Inbox(pages, sessions, failing)
    steward = Steward(pages)
    glass = BreakGlass(pages, place.clock)
    glass_review = BreakGlassReview(pages, place.clock)
    accountability = Accountability(pages)
    sent = Sent(place.folder / "sent.db")
    abouts = Abouts(place.agency)
    acting = Acting(pages, sessions, abouts, sent, place.clock, place.municipality, place.agency)
    printing = Printing(pages, place.clock)
    plan = PlanPage(pages, printing)
    boards = Boards(pages)
    conferences = Conferences(pages)
    pack = Pack(pages, printing, abouts, place.clock)
    sign_in = SignIn(pages, sessions)
    entering: SignIn | OidcSignIn = sign_in
    callback = []
    hosts = [place.host, "localhost", "127.0.0.1"]
    if configuration is not None:
        entering = oidc = OidcSignIn(pages, sessions, place.clock, configuration)
        callback = [Route(CALLBACK, oidc.back, methods=["GET"])]
        hosts.append(configuration.host)

    @asynccontextmanager
    async def connected(app: Starlette) -> AsyncIterator[None]:
        async with place.connect() as channel, place.adapter() as adapter:
            app.state.reading = Reading(channel, place.said)
            app.state.recording = Recording(adapter)
            yield
        sent.close()
        sessions.close()

    app = Starlette(
        routes=[
            Route("/", board.show, methods=["GET"]),
            Route("/board/events", BoardEvents(board, sessions, failing).stream, methods=["GET"]),
            Route("/requests/{request_id}", Rank(pages, place.agency).show, methods=["GET"]),
            Route(INBOX, inbox.show, methods=["GET"]),
            Route(INBOX_EVENTS, inbox.stream, methods=["GET"]),
            Route(WHY, accountability.why, methods=["GET"]),
            Route(VIEWINGS, accountability.viewings, methods=["GET"]),
            Route(OUTREACH, boards.outreach, methods=["GET"]),
            Route(PARTICIPATION, boards.participation, methods=["GET"]),
            Route(COMMUNITY, boards.community, methods=["GET"]),
            Route(ABUSE, AbuseDesk(pages).show, methods=["GET"]),
            Route(GLASS, glass.show, methods=["GET"]),
            form_route(GLASS, glass.use),
            Route(GLASS_REVIEW, glass_review.show, methods=["GET"]),
            form_route(GLASS_VERDICT, glass_review.judge),
            Route(GLASS_OPENED, glass.opened, methods=["GET"]),
            Route(STEWARD, steward.show, methods=["GET"]),
            Route(LINK, steward.link, methods=["GET"]),
            Route(ACT, acting.show, methods=["GET"]),
            form_route(ACT, acting.act),
            Route("/households/case/{case_id}", Household(pages).show, methods=["GET"]),
            Route(PLAN, plan.show, methods=["GET"]),
            form_route(PLAN_PRINT, plan.print),
            form_route(PLAN_PDF, plan.pdf),
            Route(CONFERENCES, conferences.show, methods=["GET"]),
            Route(PACK, pack.show, methods=["GET"]),
            form_route(PACK_PRINT, pack.print),
            form_route(PACK_PDF, pack.pdf),
            Route(ROOM, conferences.room, methods=["GET"]),
            Route(SIGN_IN, entering.show, methods=["GET"]),
            *callback,
            form_route(SIGN_IN, entering.sign_in),
            form_route("/sign-out", entering.sign_out),
            form_route("/language", sign_in.language),
            Mount(STATIC, StaticFiles(directory=STATIC_FOLDER)),
        ],
        middleware=[
            # Another name for this address is another site's script reaching in (DNS rebinding).
            Middleware(
                TrustedHostMiddleware,
                allowed_hosts=hosts,
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
    return Guarded(app, secure=secure)
