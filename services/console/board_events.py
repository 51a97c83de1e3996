"""The board as server-sent events: one for each message of Queue.Watch."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from protos.enishi.v1 import query_pb2
from services.console.admission import session_of
from services.console.board import Board, Filters, news, page_of
from services.console.failing import Failing
from services.console.live import Live, Renewed
from services.console.reading import Reading
from services.console.sessions import Sessions
from services.console.words import Words


class BoardEvents:
    """``/board/events``."""

    def __init__(self, board: Board, sessions: Sessions, failing: Failing) -> None:
        self._board = board
        self._sessions = sessions
        self._failing = failing

    async def stream(self, request: Request) -> Response:
        """The stream of one open board."""
        reading: Reading = request.app.state.reading
        session, filters = session_of(request), Filters.of(request)
        words = Words(session.language)

        def renewed(before: query_pb2.QueueBoard | None, board: query_pb2.QueueBoard) -> Renewed:
            said = "" if before is None else news(before, board, words)
            html = self._board.fragment(board, session, filters)
            return Renewed(html, said, board.as_of.ToMicroseconds())

        boards = reading.boards(session, page_of(filters))
        path = "/board/events"
        return Live(boards, renewed, session, self._sessions, self._failing, path).response()
