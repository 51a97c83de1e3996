"""What the console records, through its own agency's adapter: there is no second way in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import grpc
from google.rpc import error_details_pb2, status_pb2

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, events_pb2

DEADLINE_SECONDS = 30.0
DETAILS: Final = "grpc-status-details-bin"
"""Where a rich status travels (google.rpc error model)."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A rule that an event broke: the field's path, the rule's code, what to do (in English)."""

    field: str
    rule: str
    advice: str


class Refused(Exception):
    """The adapter refused an event; of those before it the receipts stand.

    ``seen``: how far the agency's own stream was then: who reads up to there sees why.
    """

    def __init__(self, code: str, broken: Sequence[Broken], seen: int) -> None:
        super().__init__(code)
        self.code = code
        self.broken = tuple(broken)
        self.seen = seen

    @property
    def rules(self) -> frozenset[str]:
        """The rules' codes."""
        return frozenset(each.rule for each in self.broken)


@dataclass(frozen=True, slots=True)
class Recording:
    """Calls over one channel to the adapter."""

    channel: grpc.aio.Channel

    async def record(self, events: Sequence[events_pb2.Event]) -> int:
        """Record them in order; the sequence of the last one.

        Raises Refused, grpc.aio.AioRpcError where the adapter does not answer. Sent again, what was
        stored before is the same event.
        """
        stub = adapter_pb2_grpc.AdapterStub(self.channel)
        sequence = 0
        for event in events:
            request = adapter_pb2.RecordRequest(event=event)
            try:
                receipt = await stub.Record(request, timeout=DEADLINE_SECONDS)
            except grpc.aio.AioRpcError as error:
                broken = _broken(error)
                if broken is None:
                    raise
                raise Refused(*broken, await self._seen(sequence)) from error
            sequence = max(sequence, receipt.sequence)
        return sequence

    async def _seen(self, sequence: int) -> int:
        """How far the stream is: whatever an event was refused for lies before that."""
        stub = adapter_pb2_grpc.AdapterStub(self.channel)
        status = await stub.GetStatus(adapter_pb2.GetStatusRequest(), timeout=DEADLINE_SECONDS)
        return max(sequence, status.last_sequence)


def _broken(error: grpc.aio.AioRpcError) -> tuple[str, list[Broken]] | None:
    """What a refusal says; None where the call failed otherwise."""
    details = [value for key, value in error.trailing_metadata() if key == DETAILS]
    if not details or not isinstance(details[0], bytes):
        return None
    status = status_pb2.Status.FromString(details[0])
    info, request = error_details_pb2.ErrorInfo(), error_details_pb2.BadRequest()
    for detail in status.details:
        detail.Unpack(info)
        detail.Unpack(request)
    if not info.reason:
        return None
    return info.reason, [
        Broken(each.field, each.reason, each.description) for each in request.field_violations
    ]
