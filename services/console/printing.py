"""Pages for paper: the same template in the browser and as PDF."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from schemas.times import JST
from services.clock import Clock
from services.console.admission import session_of
from services.console.page import Pages
from services.console.pdf import MEDIA_TYPE, PdfMissing, pdf_maker

Printer = Callable[[str, str, Mapping[str, Any]], Awaitable[Response]]
"""From a file's name, a template and its values to the file."""


class Printing:
    """Whoever prints has recorded the disclosure before: see ``Reading.disclosed``."""

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self._pages = pages
        self._clock = clock
        # Its fonts are the process's own: one page after another.
        self._turn = asyncio.Lock()

    def page(self, request: Request, template: str, **values: Any) -> Response:
        """The page in the browser, which prints it."""
        printed = self._printed(request)
        return self._pages.page(request, template, on_screen=True, printed=printed, **values)

    def printer(self, request: Request) -> Printer | Response:
        """What makes the file; where this machine cannot, the page that says so. It is asked for
        before anything is read, so that no disclosure is recorded of what was never made."""
        try:
            made = pdf_maker()
        except PdfMissing:
            return self._pages.page(request, "no_pdf.html", 503)

        async def file(name: str, template: str, values: Mapping[str, Any]) -> Response:
            session = session_of(request)
            html = self._pages.text(
                template,
                session.language,
                agency=self._pages.agency,
                on_screen=False,
                printed=self._printed(request),
                **values,
            )
            async with self._turn:
                content = await asyncio.to_thread(made, html)
            disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
            return Response(content, media_type=MEDIA_TYPE, headers=disposition)

        return file

    def _printed(self, request: Request) -> Mapping[str, str]:
        """Who printed it and when: a sheet that is found somewhere says where it came from."""
        now: datetime = self._clock.now().astimezone(JST)
        return {"user": session_of(request).user, "at": now.isoformat(timespec="minutes")}
