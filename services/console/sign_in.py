"""Signing in and out the demo's way, a staff id on the worker's own word; the language."""

from __future__ import annotations

import re

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.console.admission import SIGN_IN, session_of
from services.console.arriving import sign_in_page
from services.console.configuration import is_loopback
from services.console.page import Pages
from services.console.sessions import Sessions, in_language
from services.console.words import JAPANESE, LANGUAGES

# The query service decides what a staff id is; this only spares the worker its refusal.
STAFF_ID = re.compile(r"[A-Za-z0-9._@+-]{1,64}")


class SignInUnsafe(Exception):
    """The console would take anybody's word for who they are where others can reach it."""


def check_sign_in(host: str, *, demo: bool, configured: bool) -> None:
    """Raises SignInUnsafe unless an identity provider says who signs in, or it is the demo's way
    on an address of this machine alone."""
    if configured and demo:
        raise SignInUnsafe("--demo-sign-in believes anybody: leave it out, or leave out --config")
    if configured:
        return
    if not demo:
        raise SignInUnsafe(
            "nothing says who signs in: name the identity provider in a file with --config, or to "
            "try the console on this machine add --demo-sign-in"
        )
    if not is_loopback(host):
        raise SignInUnsafe(
            f"--demo-sign-in believes whoever signs in, so it listens on loopback only, not on "
            f"{host}; for others to reach it, name an identity provider with --config"
        )


class SignIn:
    """The only page without a session, and the forms that change one."""

    def __init__(self, pages: Pages, sessions: Sessions) -> None:
        self._pages = pages
        self._sessions = sessions

    async def show(self, request: Request) -> Response:
        """The form; its token belongs to a session without a user."""
        return sign_in_page(request, self._pages, self._sessions, "sign_in.html", refused=False)

    async def sign_in(self, request: Request, form: FormData) -> Response:
        """A new session: what was known of the one before is worth nothing."""
        user = str(form.get("user", "")).strip()
        if not STAFF_ID.fullmatch(user):
            return self._pages.page(request, "sign_in.html", 422, refused=True)
        language = str(form.get("language"))
        self._sessions.end(session_of(request))
        session = self._sessions.new(user, language if language in LANGUAGES else JAPANESE)
        response = RedirectResponse("/", status_code=303)
        self._sessions.put(response, session)
        return response

    async def sign_out(self, request: Request, form: FormData) -> Response:
        """Ends the session, not only this browser's copy of it."""
        self._sessions.end(session_of(request))
        response = RedirectResponse(SIGN_IN, status_code=303)
        self._sessions.drop(response)
        return response

    async def language(self, request: Request, form: FormData) -> Response:
        """Switches the language and returns to the page it was asked on."""
        session = session_of(request)
        wanted = str(form.get("language"))
        response = RedirectResponse(_path(str(form.get("back", "/"))), status_code=303)
        if wanted in LANGUAGES:
            self._sessions.put(response, in_language(session, wanted))
        return response


def _path(back: str) -> str:
    """A path of this console: two slashes, or a backslash, would name another host."""
    safe = re.fullmatch(r"/(?![/\\])[A-Za-z0-9/?=._-]*", back)
    return back if safe else "/"
