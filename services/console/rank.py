"""``/requests/{id}``: why a request ranks where it does."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from services.console.abouts import about_request
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading


class Rank:
    """The page of one request."""

    def __init__(self, pages: Pages, agency: str) -> None:
        self._pages = pages
        self._agency = agency

    async def show(self, request: Request) -> Response:
        """Its terms, what they add up to, its clocks, each with the events behind it."""
        reading: Reading = request.app.state.reading
        explained = await reading.rank(session_of(request), request.path_params["request_id"])
        item = explained.item
        about = about_request(item, self._agency)
        return self._pages.page(
            request,
            "rank.html",
            explained=explained,
            item=item,
            actions=actions_for(about, "request"),
            done=done_of(request),
        )
