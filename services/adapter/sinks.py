"""Where outcomes go on the asyncio side: to the one caller of Record, or to a stream in order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Sequence

from services.adapter.intake import Outcome


class CallSink:
    """One event, one outcome."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[Outcome] = self.loop.create_future()

    def deliver(self, outcomes: Sequence[Outcome]) -> None:
        """Resolve the outcome, unless the caller has gone; the event is stored all the same."""
        if not self.outcome.done():
            self.outcome.set_result(outcomes[0])


class StreamSink:
    """Many events, their outcomes in the same order, a bounded number under way."""

    def __init__(self, limit: int) -> None:
        self.loop = asyncio.get_running_loop()
        self._limit = limit
        self._ready: deque[Outcome] = deque()
        self._under_way = 0
        self._ended = False
        self._news = asyncio.Event()
        self._room = asyncio.Event()

    async def admit(self) -> None:
        """Wait until one more event may be handed in, and count it."""
        while self._under_way >= self._limit:
            self._room.clear()
            await self._room.wait()
        self._under_way += 1

    def deliver(self, outcomes: Sequence[Outcome]) -> None:
        """Take the next outcomes."""
        self._ready.extend(outcomes)
        self._news.set()

    def end(self) -> None:
        """No further event will be handed in."""
        self._ended = True
        self._news.set()

    async def outcomes(self) -> AsyncIterator[Outcome]:
        """Every outcome in order; ends when the last one handed in is out."""
        while True:
            while self._ready:
                outcome = self._ready.popleft()
                self._under_way -= 1
                self._room.set()
                yield outcome
            if self._ended and self._under_way == 0:
                return
            await self._news.wait()
            self._news.clear()
