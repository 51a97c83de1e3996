"""The board as server-sent events: one ``board`` event for each message of Queue.Watch."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator

import grpc
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from protos.enishi.v1 import query_pb2
from services.console.admission import session_of
from services.console.board import Board, band_of, news, page_of
from services.console.failing import Failing
from services.console.reading import Reading
from services.console.sessions import Session, Sessions
from services.console.words import Words

KEEP_SECONDS = 10.0
"""How long the stream is silent at most; a session that is over ends it no later."""

RETRY_MILLISECONDS = 3000


class BoardEvents:
    """``/board/events``. The browser reconnects by itself and gets the board as it is then, so
    that no event has to be kept for it."""

    def __init__(self, board: Board, sessions: Sessions, failing: Failing) -> None:
        self._board = board
        self._sessions = sessions
        self._failing = failing

    async def stream(self, request: Request) -> Response:
        """Never ends by itself while the session and the query service last."""
        reading: Reading = request.app.state.reading
        asked = page_of(request)
        events = self._events(reading, session_of(request), asked, band_of(request))
        return StreamingResponse(events, media_type="text/event-stream")

    async def _events(
        self,
        reading: Reading,
        session: Session,
        asked: query_pb2.ListQueueRequest,
        band: str,
    ) -> AsyncIterator[str]:
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        before: query_pb2.QueueBoard | None = None
        try:
            async with reading.boards(session, asked) as boards:
                async for board in _or_silence(boards):
                    if not self._sessions.lasts(session):
                        return
                    if board is None:
                        yield ": here\n\n"
                        continue
                    yield self._event(before, board, session, band)
                    before = board
        except grpc.aio.AioRpcError as error:
            self._failing.record(error, "/board/events")

    def _event(
        self,
        before: query_pb2.QueueBoard | None,
        board: query_pb2.QueueBoard,
        session: Session,
        band: str,
    ) -> str:
        words = Words(session.language)
        said = "" if before is None else news(before, board, words)
        html = self._board.fragment(board, session, band)
        # JSON has no line of its own: a line break in the data would end the field.
        data = json.dumps({"html": html, "news": said}, ensure_ascii=True)
        return f"id: {board.as_of.ToMicroseconds()}\nevent: board\ndata: {data}\n\n"


async def _or_silence(
    boards: AsyncIterator[query_pb2.QueueBoard],
) -> AsyncIterator[query_pb2.QueueBoard | None]:
    """Each board as it comes, None after each silence. Waiting on goes on over a silence: to
    cancel the read would cancel the call."""
    reads: asyncio.Task[query_pb2.QueueBoard] | None = None
    try:
        while True:
            reads = reads or asyncio.ensure_future(_next(boards))
            done, _ = await asyncio.wait({reads}, timeout=KEEP_SECONDS)
            if not done:
                yield None
                continue
            finished, reads = reads, None
            try:
                board = finished.result()
            except StopAsyncIteration:
                return
            yield board
    finally:
        if reads is not None:
            reads.cancel()


async def _next(boards: AsyncIterator[query_pb2.QueueBoard]) -> query_pb2.QueueBoard:
    return await anext(boards)
