"""What every gRPC server of the backbone has: mutual TLS, the standard health and reflection
services, bounds on what may be sent, and no second server on the same port."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection

from schemas.codec import MAX_VALUE_BYTES

OPTIONS = (
    ("grpc.max_receive_message_length", 2 * MAX_VALUE_BYTES),
    ("grpc.so_reuseport", 0),
)


async def start_grpc_server(
    names: Sequence[str],
    add_service: Callable[[grpc.aio.Server], None],
    credentials: grpc.ServerCredentials,
    address: str,
) -> tuple[grpc.aio.Server, int]:
    """Serve the services of these full names on ``address`` (port 0: any free one).

    Returns the server and its port. Raises RuntimeError where the address is not free.
    """
    server = grpc.aio.server(options=OPTIONS)
    add_service(server)
    checks = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    reflection.enable_server_reflection(
        (*names, health.SERVICE_NAME, reflection.SERVICE_NAME), server
    )
    port = server.add_secure_port(address, credentials)
    await server.start()
    for each in ("", *names):
        await checks.set(each, health_pb2.HealthCheckResponse.SERVING)
    return server, port
