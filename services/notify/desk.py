"""Reads the desk's board as any reader of the agency does, so that it is recorded as a viewing.

The query service sends a board when it has changed, and each is one viewing (V7); nothing is asked
again while nothing happens. Of the requests it is given one, because a page cannot be smaller;
nothing of it is kept.
"""

from __future__ import annotations

import threading
from collections.abc import Generator
from datetime import datetime
from typing import Final

import grpc

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import to_micros
from services.notify.alarm import DeskState, LateClock

Metadata = tuple[tuple[str, str], ...]

PAGE: Final = 1
_FOR_GOOD: Final = frozenset(
    {
        grpc.StatusCode.INVALID_ARGUMENT,
        grpc.StatusCode.NOT_FOUND,
        grpc.StatusCode.PERMISSION_DENIED,
        grpc.StatusCode.UNAUTHENTICATED,
        grpc.StatusCode.UNIMPLEMENTED,
    }
)


class DeskAway(Exception):
    """The query service does not answer now; ask again."""

    def __init__(self, code: str) -> None:
        super().__init__(f"the board could not be read ({code})")
        self.code = code


class DeskRefused(Exception):
    """The agency has no board, or may not ask; asking again changes nothing."""

    def __init__(self, code: str) -> None:
        super().__init__(
            f"the query service refuses this agency's board ({code}): choose an agency that has a "
            "desk, and see that its certificate is valid"
        )


class Desk:
    """The board of the agency whose certificate the channel has."""

    def __init__(self, channel: grpc.Channel, said: Metadata) -> None:
        """``said``: the metadata that names who reads."""
        self._stub = query_pb2_grpc.QueueStub(channel)
        self._said = said
        self._lock = threading.Lock()
        self._call: grpc.RpcContext | None = None
        self._closed = False

    def states(self) -> Generator[DeskState, None, None]:
        """The board now, then after every change. Raises DeskAway, DeskRefused."""
        call = self._stub.Watch(query_pb2.ListQueueRequest(limit=PAGE), metadata=self._said)
        with self._lock:
            self._call = call
            closed = self._closed
        try:
            if closed:
                return
            for board in call:
                yield state_of(board)
        except grpc.RpcError as error:
            code = error.code()
            raise (DeskRefused if code in _FOR_GOOD else DeskAway)(code.name) from error
        finally:
            call.cancel()

    def close(self) -> None:
        """End the reading under way, from whatever thread, and begin no other."""
        with self._lock:
            self._closed = True
            if self._call is not None:
                self._call.cancel()


def state_of(board: query_pb2.QueueBoard) -> DeskState:
    """What of a board is told of: nothing but clock, id and due time of what is late."""
    return DeskState(
        evaluated=bool(board.alarms_evaluated_at),
        late=frozenset(
            LateClock(one.clock, one.about, to_micros(datetime.fromisoformat(one.due)))
            for one in board.alarms
        ),
    )
