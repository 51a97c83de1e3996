"""One agency's ``RecordStream``: what was sent, and the answers in the same order."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable

import grpc

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, events_pb2
from services.cli.failure import CommandFailed
from services.cli.recording.lines import Line


class Interrupted(CommandFailed):
    """An adapter went away or takes nothing now; what was answered is kept."""

    def __init__(self, agency: str, why: str) -> None:
        super().__init__(f"{agency}: {why}; run the same command again to go on from here")


Answered = Callable[[str, Line, events_pb2.Event, adapter_pb2.RecordAnswer], None]
"""Told the agency, the line, the event as it stands in the file, and the answer."""


class AgencyStream:
    """Used by one asyncio loop."""

    def __init__(self, agency: str, channel: grpc.aio.Channel, answered: Answered) -> None:
        self.agency = agency
        self._answered = answered
        self._waiting: deque[tuple[Line, events_pb2.Event]] = deque()
        self._call = adapter_pb2_grpc.AdapterStub(channel).RecordStream()

    async def send(
        self, line: Line, as_in_file: events_pb2.Event, resolved: events_pb2.Event
    ) -> None:
        """Send one event; waits where the adapter does not keep up. Raises Interrupted."""
        self._waiting.append((line, as_in_file))
        try:
            await self._call.write(adapter_pb2.RecordRequest(event=resolved))
        except (grpc.RpcError, asyncio.InvalidStateError) as error:
            raise Interrupted(self.agency, "the adapter went away") from error

    async def finish(self) -> None:
        """Nothing more will be sent."""
        await self._call.done_writing()

    async def receive(self) -> None:
        """Take answers until the last. Raises Interrupted."""
        try:
            async for answer in self._call:
                self._take(answer)
        except grpc.RpcError as error:
            raise Interrupted(
                self.agency, f"the adapter went away ({error.code().name})"
            ) from error
        if self._waiting:
            raise Interrupted(self.agency, "the adapter ended the stream")

    def _take(self, answer: adapter_pb2.RecordAnswer) -> None:
        if answer.refusal.status == grpc.StatusCode.UNAVAILABLE.value[0]:
            raise Interrupted(self.agency, answer.refusal.message)
        line, event = self._waiting.popleft()
        self._answered(self.agency, line, event, answer)
