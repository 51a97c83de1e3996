"""``/outreach``, ``/participation``, ``/community``: the boards beside the queue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from services.console.abouts import about_town
from services.console.actions.table import actions_for, done_of
from services.console.admission import session_of
from services.console.naming import name_of
from services.console.page import Pages
from services.console.reading import Reading
from services.console.words import Words

OUTREACH: Final = "/outreach"
PARTICIPATION: Final = "/participation"
COMMUNITY: Final = "/community"


class Boards:
    """アウトリーチ, 参加支援, 地域資源; filters are in the address."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def outreach(self, request: Request) -> Response:
        """Targets, and who went there."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        board = await reading.outreach(session, asked_of(request))
        words = Words(session.language)
        names = {each.event_id: _names(each.members, words) for each in board.targets}
        return self._pages.page(
            request, "outreach.html", board=board, names=names, ended=_ended(request)
        )

    async def participation(self, request: Request) -> Response:
        """Trials with their hosts, and how full each host is as far as this desk sees."""
        reading: Reading = request.app.state.reading
        session = session_of(request)
        board = await reading.participation(session, asked_of(request))
        words = Words(session.language)
        names = {
            each.event_id: _names([each.member], words)
            for each in board.trials
            if each.HasField("member")
        }
        return self._pages.page(
            request,
            "participation.html",
            board=board,
            names=names,
            ended=_ended(request),
            hosts={host.resource_id: host.place for host in board.hosts},
            taken=taken(board.trials),
        )

    async def community(self, request: Request) -> Response:
        """Places to go, and what is lacking."""
        reading: Reading = request.app.state.reading
        board = await reading.community(session_of(request))
        return self._pages.page(
            request,
            "community.html",
            board=board,
            actions=actions_for(about_town(self._pages.agency), "town"),
            done=done_of(request),
        )


def asked_of(request: Request) -> query_pb2.ListBoardRequest:
    """The page that the address asks for."""
    return query_pb2.ListBoardRequest(
        ended=_ended(request), after=request.query_params.get("after", "")
    )


def taken(trials: Iterable[query_pb2.Trial]) -> dict[str, int]:
    """How many of these people are with each host."""
    there: dict[str, set[str]] = {}
    for each in trials:
        if each.stage != "ENDED":
            there.setdefault(each.host_id, set()).add(each.person_ref)
    return {host: len(people) for host, people in there.items()}


def _ended(request: Request) -> bool:
    return request.query_params.get("ended") == "1"


def _names(members: Iterable[query_pb2.HouseholdMember], words: Words) -> str:
    return "、".join(name_of(member, words) for member in members)
