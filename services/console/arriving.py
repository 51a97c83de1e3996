"""The pages that somebody sees who is not signed in yet."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from services.console.page import Pages
from services.console.sessions import Sessions


def sign_in_page(
    request: Request, pages: Pages, sessions: Sessions, template: str, **values: Any
) -> Response:
    """The page to sign in on; whoever is signed in already goes to their board."""
    session = request.state.session
    if session is not None and session.user:
        return RedirectResponse("/", status_code=303)
    return arriving_page(request, pages, sessions, template, **values)


def arriving_page(
    request: Request,
    pages: Pages,
    sessions: Sessions,
    template: str,
    status: int = 200,
    **values: Any,
) -> Response:
    """A page with the session without a user that its form's token belongs to."""
    if request.state.session is None:
        request.state.session = sessions.new()
    response = pages.page(request, template, status, **values)
    sessions.put(response, request.state.session)
    return response
