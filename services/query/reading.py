"""What every call that reads begins and ends with, in one place (V2, V7)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NoReturn, TypeVar

import grpc
import structlog

from projections.visibility.reader import Reader
from services.peer import Peers, UnknownPeer
from services.query.reader import (
    Context,
    ForeignReader,
    ReaderInvalid,
    agency_of,
    reader_of,
    seen_of,
)
from services.query.viewing import Viewing, ViewingLog, ViewingNotStored

NO_RESULT = "no result"
NOT_RECORDED = (
    "the viewing could not be recorded; nothing was shown, ask again when the backbone can store"
)

NOT_YET = "the view does not know yet what your agency has recorded; ask again in a moment"

SEEN_SECONDS = 10.0

LOOK_SECONDS = 0.02

Standing = Callable[[str], int]
"""The sequence up to which the view knows an agency's stream; 0 where it knows none of it."""

Who = TypeVar("Who")


class Admission:
    """Who may ask, and that nothing is answered before it is recorded."""

    def __init__(
        self,
        municipality: str,
        peers: Peers,
        viewings: ViewingLog,
        standing: Standing,
        patience: float = SEEN_SECONDS,
    ) -> None:
        """``patience``: seconds that a reading waits for its reader's own writes."""
        self._municipality = municipality
        self._peers = peers
        self._viewings = viewings
        self._standing = standing
        self._patience = patience

    async def agency(self, context: Context) -> str:
        """Which agency calls, for what is about nobody; otherwise the call ends."""
        return await self._who(context, lambda: agency_of(context, self._peers, self._municipality))

    async def reader(self, context: Context) -> Reader:
        """Who makes this call, once the view knows what the call says its agency recorded;
        otherwise the call ends."""
        reader = await self._who(
            context, lambda: reader_of(context, self._peers, self._municipality)
        )
        seen = await self._who(context, lambda: seen_of(context))
        if not await self._knows(reader.agency_id, seen):
            await end(context, grpc.StatusCode.UNAVAILABLE, NOT_YET)
        return reader

    async def _knows(self, agency: str, sequence: int) -> bool:
        """Wait until the view knows this agency's stream up to here, if it does in time."""
        clock = asyncio.get_running_loop().time
        ends = clock() + self._patience
        while sequence and self._standing(agency) < sequence:
            if clock() >= ends:
                return False
            await asyncio.sleep(LOOK_SECONDS)
        return True

    async def _who(self, context: Context, said: Callable[[], Who]) -> Who:
        try:
            return said()
        except UnknownPeer as error:
            await end(context, grpc.StatusCode.UNAUTHENTICATED, str(error))
        except ForeignReader as error:
            await end(context, grpc.StatusCode.PERMISSION_DENIED, str(error))
        except ReaderInvalid as error:
            await end(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))

    async def viewed(self, context: Context, viewing: Viewing) -> bytes:
        """Return once the viewing is durable, with its event id; otherwise the call ends.

        What is answered must have been computed before: nothing but this may come between.
        """
        try:
            return await self._viewings.record(viewing)
        except ViewingNotStored as error:
            structlog.get_logger(component="query").error("reading refused", code=error.code)
            await end(context, grpc.StatusCode.UNAVAILABLE, NOT_RECORDED)

    async def denied(self, context: Context, viewing: Viewing) -> NoReturn:
        """Record that nothing was shown, then end the call with "no result"."""
        await self.viewed(context, viewing)
        await end(context, grpc.StatusCode.NOT_FOUND, NO_RESULT)


async def end(context: Context, code: grpc.StatusCode, details: str) -> NoReturn:
    """End the call with this status."""
    await context.abort(code, details)
    raise AssertionError("abort returned")


async def invalid(context: Context, field: str, advice: str) -> NoReturn:
    """End the call: a field of the request is not as it must be."""
    await end(context, grpc.StatusCode.INVALID_ARGUMENT, f"{field}: {advice}")
