"""なぜ見えるか・だれが見たか: on what ground a record is shown, and who looked at one's own."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading

WHY = "/households/case/{case_id}/why/{event_id}"
VIEWINGS = "/households/case/{case_id}/viewings"


class Accountability:
    """Two pages of one case."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def why(self, request: Request) -> Response:
        """The rows of the table by which one event is shown."""
        reading: Reading = request.app.state.reading
        place = request.path_params
        explained = await reading.why(session_of(request), place["case_id"], place["event_id"])
        return self._pages.page(request, "why.html", explained=explained, **place)

    async def viewings(self, request: Request) -> Response:
        """Who looked at the agency's own records."""
        reading: Reading = request.app.state.reading
        case_id = request.path_params["case_id"]
        found = await reading.viewings(session_of(request), case_id)
        return self._pages.page(request, "viewings.html", viewings=found.viewings, case_id=case_id)
