"""``/conferences``: the open conferences of which the agency is a member, and one of them."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from services.console.abouts import about_workspace
from services.console.actions.conference.inside import subjects
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading

PATH: Final = "/conferences"
ROOM: Final = f"{PATH}/{{workspace_id:uuid}}"


class Conferences:
    """支援会議と要対協: what is said there stays there."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """The open rooms."""
        reading: Reading = request.app.state.reading
        rooms = await reading.workspaces(session_of(request))
        return self._pages.page(request, "conferences.html", rooms=rooms.workspaces)

    async def room(self, request: Request) -> Response:
        """Who sits in it, whom it is about, what was asked and what was told."""
        reading: Reading = request.app.state.reading
        workspace_id = str(request.path_params["workspace_id"])
        workspace = await reading.workspace(session_of(request), workspace_id)
        about = about_workspace(workspace, self._pages.agency)
        return self._pages.page(
            request,
            "workspace.html",
            workspace=workspace,
            names=dict(subjects(about)),
            actions=actions_for(about, "workspace"),
            done=done_of(request),
        )
