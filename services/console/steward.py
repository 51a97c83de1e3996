"""名寄せ担当: who may be one person, what waits for its person, who saw what by a wrong link."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from services.console.actions.table import done_of
from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading

PATH = "/steward"
LINK = "/steward/links/{link_id}"


class Steward:
    """The steward's pages; to anybody else they are not there."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """Candidates, one page of them, and everything that waits."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        after = request.query_params.get("after", "")
        return self._pages.page(
            request,
            "steward.html",
            candidates=await reading.candidates(session, after),
            waiting=await reading.waiting(session),
            done=done_of(request),
        )

    async def link(self, request: Request) -> Response:
        """Who saw what because of one link."""
        reading: Reading = request.app.state.reading
        link_id = request.path_params["link_id"]
        exposures = await reading.exposures(session_of(request), link_id)
        return self._pages.page(request, "exposures.html", exposures=exposures, link_id=link_id)
