"""Without a session only signing in and the static files; no POST without its token."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from services.console.sessions import Session, Sessions

SIGN_IN: Final = "/sign-in"
CALLBACK: Final = "/sign-in/callback"
"""Where the identity provider sends the browser back to."""

OPEN: Final = frozenset({SIGN_IN, CALLBACK})
"""What is answered without a session."""

STATIC: Final = "/static"
TOKEN: Final = "csrf"
MAX_FORM_BYTES = 262_144
"""A few long texts: a character of Japanese takes nine bytes in a form."""
_SAME_SITE = frozenset({"same-origin", "none"})

Form = Callable[[Request, FormData], Awaitable[Response]]


class SignedIn:
    """Reads the session of every request; whoever has none is sent to sign in."""

    def __init__(self, app: ASGIApp, sessions: Sessions) -> None:
        self._app = app
        self._sessions = sessions

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        session = self._sessions.of(request.cookies)
        request.state.session = session
        request.state.scheme = self._sessions.scheme
        path = request.url.path
        if path in OPEN or path.startswith(f"{STATIC}/") or (session and session.user):
            await self._app(scope, receive, send)
            return
        refused: Response = RedirectResponse(SIGN_IN, status_code=303)
        # A stream or a script's call gets no page: the browser would take it for the answer.
        if request.headers.get("sec-fetch-mode", "navigate") != "navigate":
            refused = Response(status_code=401)
        await refused(scope, receive, send)


def session_of(request: Request) -> Session:
    """The session of a request that ``SignedIn`` let through."""
    session: Session = request.state.session
    return session


def form_route(path: str, handler: Form) -> Route:
    """The only way to take a POST: its token is checked before the handler runs."""

    async def checked(request: Request) -> Response:
        return await handler(request, await _checked(request))

    return Route(path, checked, methods=["POST"])


async def _checked(request: Request) -> FormData:
    """Raises HTTPException 403 where the form was not sent from a page of this session, 413 where
    it is too long or does not say how long it is."""
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MAX_FORM_BYTES:
        raise HTTPException(413)
    # Origin says "null" under Referrer-Policy no-referrer, so where it came from is asked here.
    if request.headers.get("sec-fetch-site", "none") not in _SAME_SITE:
        raise HTTPException(403)
    # A browser without fetch metadata names the origin where the form stands on another one.
    origin = request.headers.get("origin", "null")
    own = f"{request.state.scheme}://{request.headers.get('host')}"
    if origin not in ("null", own):
        raise HTTPException(403)
    form = await request.form()
    session = request.state.session
    given = form.get(TOKEN)
    if session is None or not isinstance(given, str):
        raise HTTPException(403)
    if not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise HTTPException(403)
    return form
