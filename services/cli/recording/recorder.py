"""Sends a file's events to their adapters: each agency's in order, all of them loosely so."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path

import grpc

from protos.enishi.v1 import adapter_pb2, events_pb2
from services.cli.endpoints import Endpoints
from services.cli.recording.lines import BadLine, Line, parse_line, read_lines
from services.cli.recording.refused import RefusedLines
from services.cli.recording.resume import Counts, Resume
from services.cli.recording.stream import AgencyStream, Interrupted
from services.generator.references import NotYetRecorded, References
from services.wiring.certificates import client_credentials

NOBODY = ""
"""Whose lines those are that no adapter was asked about."""

Report = Callable[[int, Counts], None]
"""Told the byte up to which the file has been sent, and the sums."""


class Recorder:
    """One recording. At most ``in_flight`` events are unanswered, over all agencies together.

    An event that cites what another event of the file mints waits for that one's receipt.
    """

    def __init__(
        self,
        path: Path,
        endpoints: Endpoints,
        resume: Resume,
        refused: RefusedLines,
        in_flight: int,
        report: Report,
    ) -> None:
        self._path = path
        self._endpoints = endpoints
        self._resume = resume
        self._refused = refused
        self._limit = in_flight
        self._report = report
        self._references = References(resume.minted)
        self._streams: dict[str, AgencyStream] = {}
        self._unanswered: dict[int, int] = {}
        self._position = (resume.begins, resume.line)
        self._answer = asyncio.Event()

    async def run(self) -> None:
        """Send everything that is not done yet.

        Raises Interrupted where an adapter goes away; what was answered by then is kept, as it is
        after a cancellation.
        """
        try:
            async with AsyncExitStack() as stack, asyncio.TaskGroup() as group:
                for line in read_lines(self._path, self._resume.begins, self._resume.line):
                    await self._one(line, stack, group)
                for stream in self._streams.values():
                    await stream.finish()
            self._position = (self._path.stat().st_size, self._position[1])
        except BaseExceptionGroup as group:
            raise _first(group) from group
        finally:
            self._commit()

    async def _one(self, line: Line, stack: AsyncExitStack, group: asyncio.TaskGroup) -> None:
        self._position = (line.begins, line.number)
        try:
            event = parse_line(line)
            agency = self._agency_of(event)
        except BadLine as error:
            self._unsent(line, error)
            return
        if self._resume.is_done(agency, line.number):
            return
        while len(self._unanswered) >= self._limit:
            await self._next_answer()
        resolved = await self._resolved(event)
        if agency not in self._streams:
            self._streams[agency] = await self._open(agency, stack, group)
        self._unanswered[line.number] = line.begins
        await self._streams[agency].send(line, event, resolved)

    def _agency_of(self, event: events_pb2.Event) -> str:
        """Raises BadLine where no adapter of this event's agency runs here."""
        envelope = event.envelope
        if envelope.municipality_code != self._endpoints.municipality:
            raise BadLine(
                "OTHER_MUNICIPALITY",
                "envelope.municipality_code is not the one that runs here; choose with "
                "--municipality, or generate the file for it",
            )
        if envelope.agency_id not in self._endpoints.adapters:
            raise BadLine(
                "NO_SUCH_ADAPTER",
                "envelope.agency_id names no adapter that runs here; start it with "
                "enishi serve --agency",
            )
        return envelope.agency_id

    async def _resolved(self, event: events_pb2.Event) -> events_pb2.Event:
        """With minted ids in place of placeholders; what nothing under way can mint stays."""
        while self._unanswered:
            try:
                return self._references.resolve(event)
            except NotYetRecorded:
                await self._next_answer()
        return self._references.resolve(event, as_far_as_known=True)

    async def _next_answer(self) -> None:
        self._answer.clear()
        await self._answer.wait()

    async def _open(
        self, agency: str, stack: AsyncExitStack, group: asyncio.TaskGroup
    ) -> AgencyStream:
        try:
            credentials = client_credentials(self._endpoints.tls, agency)
        except FileNotFoundError as error:
            raise Interrupted(agency, f"it has no certificate in {self._endpoints.tls}") from error
        target = self._endpoints.adapters[agency]
        channel = await stack.enter_async_context(grpc.aio.secure_channel(target, credentials))
        stream = AgencyStream(agency, channel, self._answered)
        group.create_task(stream.receive())
        return stream

    def _unsent(self, line: Line, error: BadLine) -> None:
        if not self._resume.is_done(NOBODY, line.number):
            self._refused.unsent(line.number, error)
            self._resume.counts.refuse(error.rule)
            self._done(NOBODY, line)

    def _answered(
        self, agency: str, line: Line, event: events_pb2.Event, answer: adapter_pb2.RecordAnswer
    ) -> None:
        counts = self._resume.counts
        if answer.HasField("refusal"):
            kind = event.WhichOneof("payload") or ""
            self._refused.by_adapter(line.number, kind, agency, answer.refusal)
            counts.refuse(answer.refusal.code)
        else:
            receipt = answer.receipt
            counts.duplicates += receipt.duplicate
            counts.accepted += not receipt.duplicate
            counts.conflicts += receipt.conflict and not receipt.duplicate
            counts.crossed += receipt.crossed and not receipt.duplicate
            self._references.learn(event, receipt)
        del self._unanswered[line.number]
        self._done(agency, line)
        self._answer.set()

    def _done(self, agency: str, line: Line) -> None:
        self._resume.done(agency, line.number, self._refused.bytes)
        if self._resume.due():
            self._commit()
            self._report(self._position[0], self._resume.counts)

    def _commit(self) -> None:
        """Every line before the oldest unanswered one is done."""
        oldest = next(iter(self._unanswered.items()), None)
        number, begins = oldest or (self._position[1], self._position[0])
        self._resume.commit(begins, number)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """What ended the group: an interruption, if one is among its errors."""
    interrupted = group.subgroup(Interrupted)
    error: BaseException = interrupted or group
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
