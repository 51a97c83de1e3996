"""A page that is renewed by server-sent events: one event for each message of a stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Generic, TypeVar

import grpc
from starlette.responses import Response, StreamingResponse

from services.console.failing import Failing
from services.console.sessions import Session, Sessions

KEEP_SECONDS = 10.0
"""How long the stream is silent at most; a session that is over ends it no later."""

RETRY_MILLISECONDS = 3000

Message = TypeVar("Message")


@dataclass(frozen=True, slots=True)
class Renewed:
    """What the browser gets: the new part of the page, what is said of the change, and its id."""

    html: str
    said: str
    id: int


class Live(Generic[Message]):
    """One stream. The browser reconnects by itself and gets the page as it is then, so that no
    event has to be kept for it."""

    def __init__(
        self,
        messages: AbstractAsyncContextManager[AsyncIterator[Message]],
        renewed: Callable[[Message | None, Message], Renewed],
        session: Session,
        sessions: Sessions,
        failing: Failing,
        path: str,
    ) -> None:
        """``renewed`` is given the message before and the new one; ``path`` stands in the log."""
        self._messages = messages
        self._renewed = renewed
        self._session = session
        self._sessions = sessions
        self._failing = failing
        self._path = path

    def response(self) -> Response:
        """Never ends by itself while the session and the query service last."""
        return StreamingResponse(self._events(), media_type="text/event-stream")

    async def _events(self) -> AsyncIterator[str]:
        yield f"retry: {RETRY_MILLISECONDS}\n\n"
        before: Message | None = None
        try:
            async with self._messages as messages:
                async for message in _or_silence(messages):
                    if not self._sessions.lasts(self._session):
                        return
                    if message is None:
                        yield ": here\n\n"
                        continue
                    yield _event(self._renewed(before, message))
                    before = message
        except grpc.aio.AioRpcError as error:
            self._failing.record(error, self._path)


def _event(renewed: Renewed) -> str:
    # JSON has no line of its own: a line break in the data would end the field.
    data = json.dumps({"html": renewed.html, "news": renewed.said}, ensure_ascii=True)
    return f"id: {renewed.id}\nevent: board\ndata: {data}\n\n"


async def _or_silence(messages: AsyncIterator[Message]) -> AsyncIterator[Message | None]:
    """Each message as it comes, None after each silence. Waiting goes on over a silence: to cancel
    the read would cancel the call."""
    reads: asyncio.Task[Message] | None = None
    try:
        while True:
            reads = reads or asyncio.ensure_future(_next(messages))
            done, _ = await asyncio.wait({reads}, timeout=KEEP_SECONDS)
            if not done:
                yield None
                continue
            finished, reads = reads, None
            try:
                message = finished.result()
            except StopAsyncIteration:
                return
            yield message
    finally:
        if reads is not None:
            reads.cancel()


async def _next(messages: AsyncIterator[Message]) -> Message:
    return await anext(messages)
