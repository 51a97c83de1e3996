"""The raw limit of intake: a gRPC server that parses the same message and sends it back."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import grpc

from protos.enishi.v1 import adapter_pb2
from services.wiring.certificates import Certificates
from tests.bench.events import MUNICIPALITY

SERVICE = "enishi.bench.Echo"


async def _unary(request: adapter_pb2.RecordRequest, _context: Any) -> adapter_pb2.RecordRequest:
    return request


async def _stream(
    requests: AsyncIterator[adapter_pb2.RecordRequest], _context: Any
) -> AsyncIterator[adapter_pb2.RecordRequest]:
    async for request in requests:
        yield request


async def _serve(home: Path) -> None:
    certificates = Certificates(home / "tls", MUNICIPALITY, ["HOK-1"])
    parse, write = adapter_pb2.RecordRequest.FromString, adapter_pb2.RecordRequest.SerializeToString
    server = grpc.aio.server()
    handlers = {
        "Unary": grpc.unary_unary_rpc_method_handler(_unary, parse, write),
        "Stream": grpc.stream_stream_rpc_method_handler(_stream, parse, write),
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    port = server.add_secure_port("127.0.0.1:0", certificates.server("HOK-1"))
    await server.start()
    print(port, flush=True)
    await server.wait_for_termination()


if __name__ == "__main__":
    asyncio.run(_serve(Path(sys.argv[1])))
