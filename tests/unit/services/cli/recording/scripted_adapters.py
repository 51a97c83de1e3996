"""Adapters that answer as a test says, over real gRPC with mutual TLS."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from deploy.tls import issue
from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, events_pb2
from services.cli.endpoints import Endpoints
from tests.plain_events import MUNICIPALITY

Script = Callable[[events_pb2.Event], adapter_pb2.RecordAnswer]


@dataclass
class ScriptedAdapter(adapter_pb2_grpc.AdapterServicer):
    """Notes what arrives; ``answers`` may be held back until ``release`` is set."""

    script: Script
    received: list[events_pb2.Event] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    release: asyncio.Event = field(default_factory=asyncio.Event)

    async def Record(
        self, request: adapter_pb2.RecordRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> adapter_pb2.Receipt:
        """Files are recorded by streams only."""
        raise NotImplementedError

    async def GetStatus(
        self, request: adapter_pb2.GetStatusRequest, context: grpc.aio.ServicerContext[Any, Any]
    ) -> adapter_pb2.AdapterStatus:
        """Nobody asks."""
        raise NotImplementedError

    async def RecordStream(
        self,
        request_iterator: AsyncIterator[adapter_pb2.RecordRequest],
        context: grpc.aio.ServicerContext[Any, Any],
    ) -> AsyncIterator[adapter_pb2.RecordAnswer]:
        """Answer in order."""
        async for request in request_iterator:
            self.received.append(request.event)
            self.arrived.set()
            await self.release.wait()
            yield self.script(request.event)


def accept(event: events_pb2.Event) -> adapter_pb2.RecordAnswer:
    """A receipt that mints a case where there is none and a pseudonym for every person."""
    persons = [
        adapter_pb2.PersonReference(
            source_person_id=person.source_person_id, person_ref=minted(person.source_person_id)
        )
        for person in event.envelope.persons
        if person.source_person_id
    ]
    case = event.envelope.case_id or minted(event.envelope.correlation_id)
    return adapter_pb2.RecordAnswer(receipt=adapter_pb2.Receipt(case_id=case, persons=persons))


def minted(name: str) -> str:
    """What the scripted adapters mint for a name; random in its form, as real ones are."""
    return str(uuid.UUID(bytes=uuid.uuid5(uuid.NAMESPACE_URL, name).bytes, version=4))


def refuse(status: grpc.StatusCode) -> Script:
    """Refuse everything with that status."""
    refusal = adapter_pb2.Refusal(status=status.value[0], code="NO", message="not today")
    return lambda _event: adapter_pb2.RecordAnswer(refusal=refusal)


@asynccontextmanager
async def running(
    folder: Path, adapters: dict[str, ScriptedAdapter], *, held: Sequence[str] = ()
) -> AsyncIterator[Endpoints]:
    """Serve the adapters; those in ``held`` answer only once released."""
    authority = issue(folder, MUNICIPALITY, list(adapters))
    servers = []
    targets = {}
    for agency, adapter in adapters.items():
        if agency not in held:
            adapter.release.set()
        certificate, key, ca = authority.credentials(agency).pem
        credentials = grpc.ssl_server_credentials([(key, certificate)], ca, True)
        server = grpc.aio.server()
        adapter_pb2_grpc.add_AdapterServicer_to_server(adapter, server)
        port = server.add_secure_port("127.0.0.1:0", credentials)
        await server.start()
        servers.append(server)
        targets[agency] = f"localhost:{port}"
    try:
        yield Endpoints(MUNICIPALITY, "", targets, folder)
    finally:
        for server in servers:
            await server.stop(None)
