"""The outermost layer: security headers on every answer, and no mistake's text in any log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

HSTS: Final[Mapping[str, str]] = {"Strict-Transport-Security": "max-age=31536000"}


class Guarded:
    """Around the whole application, so that its own failures carry the headers too."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        """``secure``: browsers reach it by TLS and are told never to come otherwise (RFC 6797)."""
        self._app = app
        self._headers = {**HEADERS, **(HSTS if secure else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the life of the application."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers[name] = value
            await send(message)

        try:
            await self._app(scope, receive, with_headers)
        except Exception as error:
            # Answered already. The server would log the text, which may hold anything.
            structlog.get_logger(component="console").error(
                "a page failed", kind=type(error).__name__
            )
