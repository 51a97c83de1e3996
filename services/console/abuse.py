"""虐待対応: the abuse desk's flags, and the reports that wait for their check (V4)."""

from __future__ import annotations

from datetime import UTC
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code
from schemas.times import JST
from services.console.actions.abuse.ground import ABUSE_DESK
from services.console.actions.flag.offered import answers_to
from services.console.actions.table import done_of
from services.console.admission import session_of
from services.console.page import Pages
from services.console.reading import Reading

PATH: Final = "/abuse"
_CHECKS: Final = frozenset({"SAFETY_CHECK", "FACT_CHECK"})


class AbuseDesk:
    """The page ``/abuse``; to anybody else it is not there."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def show(self, request: Request) -> Response:
        """Flags, then reports, each with its clock."""
        if agency_code(self._pages.agency) != ABUSE_DESK:
            raise HTTPException(404)
        reading: Reading = request.app.state.reading
        board = await reading.board(session_of(request), query_pb2.ListQueueRequest())
        return self._pages.page(
            request,
            "abuse.html",
            flags=board.flags,
            answers_to=lambda flag: answers_to(flag.state, self._pages.agency),
            reports=sorted(
                (row for row in board.watch if row.list in _CHECKS), key=lambda row: row.due
            ),
            late={alarm.about for alarm in board.alarms},
            judged=bool(board.alarms_evaluated_at),
            alarms=len(board.alarms),
            stale_sources=board.stale_sources,
            done=done_of(request),
            as_of=board.as_of.ToDatetime(tzinfo=UTC).astimezone(JST).isoformat(),
        )
