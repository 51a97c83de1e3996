"""The gRPC server of one agency's adapter: Record, RecordStream, GetStatus, health, reflection."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc
from services.adapter.intake import Outcome
from services.adapter.outcome import Accepted
from services.adapter.read_request import read_request
from services.adapter.refusal import Refused, Violation
from services.adapter.rich_status import to_refusal, to_status
from services.adapter.sinks import CallSink, StreamSink
from services.adapter.store_thread import StoreThread
from services.caller import Caller
from services.grpc_server import start_grpc_server
from services.peer import Peers, UnknownPeer

MAX_IN_FLIGHT = 1024
"""Events of one stream that may wait for their receipt; the next one is read only after."""

SERVICE = adapter_pb2.DESCRIPTOR.services_by_name["Adapter"].full_name


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the relay has brought the agency's stream."""

    last_sequence: int
    relayed: int
    last_ack: datetime | None


class AdapterService(adapter_pb2_grpc.AdapterServicer):
    """One agency's adapter; every other agency's certificate is turned away."""

    def __init__(
        self,
        owner: Caller,
        store: StoreThread,
        peers: Peers,
        progress: Callable[[], Progress],
    ) -> None:
        self._owner = owner
        self._store = store
        self._peers = peers
        self._progress = progress

    async def Record(
        self,
        request: adapter_pb2.RecordRequest | Refused,
        context: grpc.aio.ServicerContext[adapter_pb2.RecordRequest, adapter_pb2.Receipt],
    ) -> adapter_pb2.Receipt:
        """Record one event; a refusal is a google.rpc status with its violations."""
        await self._admit(context)
        if isinstance(request, Refused):
            await _abort(context, request)
            raise request
        sink = CallSink()
        self._store.submit(request.event, sink)
        outcome = await sink.outcome
        if isinstance(outcome, Accepted):
            return outcome.receipt()
        await _abort(context, outcome)
        raise AssertionError("abort returned")

    async def RecordStream(
        self,
        request_iterator: AsyncIterator[adapter_pb2.RecordRequest | Refused],
        context: grpc.aio.ServicerContext[adapter_pb2.RecordRequest, adapter_pb2.RecordAnswer],
    ) -> AsyncIterator[adapter_pb2.RecordAnswer]:
        """Record many; answers in the order of the requests.

        Bytes that are no request end the stream, after the answers to what came before them.
        """
        await self._admit(context)
        sink = StreamSink(MAX_IN_FLIGHT)

        async def read() -> None:
            try:
                async for request in request_iterator:
                    if isinstance(request, Refused):
                        raise request
                    await sink.admit()
                    self._store.submit(request.event, sink)
            finally:
                sink.end()

        reader = asyncio.create_task(read())
        try:
            async for outcome in sink.outcomes():
                yield _answer(outcome)
            await reader
        except Refused as malformed:
            await _abort(context, malformed)
        finally:
            reader.cancel()

    async def GetStatus(
        self,
        request: adapter_pb2.GetStatusRequest,
        context: grpc.aio.ServicerContext[adapter_pb2.GetStatusRequest, adapter_pb2.AdapterStatus],
    ) -> adapter_pb2.AdapterStatus:
        """Where the agency's stream stands."""
        await self._admit(context)
        progress = self._progress()
        status = adapter_pb2.AdapterStatus(
            agency_id=self._owner.agency_id,
            last_sequence=progress.last_sequence,
            relay_backlog=progress.last_sequence - progress.relayed,
        )
        if progress.last_ack is not None:
            stamp = Timestamp()
            stamp.FromDatetime(progress.last_ack)
            status.last_ack.CopyFrom(stamp)
        return status

    async def _admit(self, context: grpc.aio.ServicerContext[Any, Any]) -> None:
        try:
            caller = self._peers.caller(context)
        except UnknownPeer as error:
            await _abort(
                context, Refused("UNKNOWN_CERTIFICATE", str(error), status="UNAUTHENTICATED")
            )
            raise
        if caller != self._owner:
            message = f"this adapter serves {self._owner.agency_id}; use your own agency's"
            await _abort(
                context,
                Refused(
                    "AGENCY_NOT_CALLER",
                    message,
                    [Violation("certificate", "AGENCY_NOT_CALLER", message)],
                    "PERMISSION_DENIED",
                ),
            )


async def _abort(context: grpc.aio.ServicerContext[Any, Any], refused: Refused) -> None:
    status = to_status(refused)
    await context.abort_with_status(status)


def _answer(outcome: Outcome) -> adapter_pb2.RecordAnswer:
    if isinstance(outcome, Accepted):
        return adapter_pb2.RecordAnswer(receipt=outcome.receipt())
    return adapter_pb2.RecordAnswer(refusal=to_refusal(outcome))


def _handlers(service: AdapterService) -> grpc.GenericRpcHandler:
    """As the generated stubs register them, but for requests that cannot be read."""
    receipt, answer = adapter_pb2.Receipt, adapter_pb2.RecordAnswer
    return grpc.method_handlers_generic_handler(
        SERVICE,
        {
            "Record": grpc.unary_unary_rpc_method_handler(
                service.Record, read_request, receipt.SerializeToString
            ),
            "RecordStream": grpc.stream_stream_rpc_method_handler(
                service.RecordStream, read_request, answer.SerializeToString
            ),
            "GetStatus": grpc.unary_unary_rpc_method_handler(
                service.GetStatus,
                adapter_pb2.GetStatusRequest.FromString,
                adapter_pb2.AdapterStatus.SerializeToString,
            ),
        },
    )


async def start_server(
    service: AdapterService, credentials: grpc.ServerCredentials, address: str
) -> tuple[grpc.aio.Server, int]:
    """Start serving on ``address`` (port 0: any free one); returns the server and its port."""

    def add(server: grpc.aio.Server) -> None:
        server.add_generic_rpc_handlers((_handlers(service),))

    return await start_grpc_server([SERVICE], add, credentials, address)
