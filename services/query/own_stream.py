"""The backbone's own stream as the query service writes it: through its adapter, like anyone."""

from __future__ import annotations

from typing import Protocol

from protos.enishi.v1 import events_pb2
from schemas.codec import Codec, Unencodable
from services.caller import Caller
from services.clock import Clock
from services.query.viewing import Viewing, ViewingNotStored
from services.query.viewing_event import viewing_event


class NotStored(Exception):
    """The adapter refused the event and kept nothing; ``code`` is stable, the message its own.

    ``passing``: the same event may be stored later, because it was the store that failed.
    """

    def __init__(self, code: str, message: str, *, passing: bool = True) -> None:
        super().__init__(message)
        self.code = code
        self.passing = passing


class OwnStream(Protocol):
    """The store of the backbone's own adapter."""

    async def record(self, event: events_pb2.Event) -> bytes:
        """Return once the event is durable: its id, 16 bytes. Raises NotStored."""


class Viewings:
    """``ViewingLog`` over the backbone's own stream."""

    def __init__(self, stream: OwnStream, owner: Caller, clock: Clock, codec: Codec) -> None:
        self._stream = stream
        self._owner = owner
        self._clock = clock
        self._codec = codec

    async def record(self, viewing: Viewing) -> bytes:
        """Return once the viewing is durable: its event id, 16 bytes. Raises ViewingNotStored."""
        try:
            event = viewing_event(viewing, self._owner, self._clock.now(), self._codec)
            return await self._stream.record(event)
        except Unencodable as error:
            raise ViewingNotStored(error.reason) from error
        except NotStored as error:
            raise ViewingNotStored(error.code) from error
