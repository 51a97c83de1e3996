"""One gRPC server for everything that is read."""

from __future__ import annotations

from dataclasses import dataclass

import grpc

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.grpc_server import start_grpc_server

_SERVICES = (
    "Households",
    "Workspaces",
    "Inbox",
    "Overlaps",
    "Stewardship",
    "Queue",
    "Accountability",
    "Boards",
)


@dataclass(frozen=True, slots=True)
class Readings:
    """The services of ``protos/enishi/v1/query.proto``."""

    households: query_pb2_grpc.HouseholdsServicer
    workspaces: query_pb2_grpc.WorkspacesServicer
    inbox: query_pb2_grpc.InboxServicer
    overlaps: query_pb2_grpc.OverlapsServicer
    stewardship: query_pb2_grpc.StewardshipServicer
    queue: query_pb2_grpc.QueueServicer
    accountability: query_pb2_grpc.AccountabilityServicer
    boards: query_pb2_grpc.BoardsServicer


async def start_server(
    readings: Readings, credentials: grpc.ServerCredentials, address: str
) -> tuple[grpc.aio.Server, int]:
    """Start serving on ``address`` (port 0: any free one); returns the server and its port."""

    def add(server: grpc.aio.Server) -> None:
        query_pb2_grpc.add_HouseholdsServicer_to_server(readings.households, server)
        query_pb2_grpc.add_WorkspacesServicer_to_server(readings.workspaces, server)
        query_pb2_grpc.add_InboxServicer_to_server(readings.inbox, server)
        query_pb2_grpc.add_OverlapsServicer_to_server(readings.overlaps, server)
        query_pb2_grpc.add_StewardshipServicer_to_server(readings.stewardship, server)
        query_pb2_grpc.add_QueueServicer_to_server(readings.queue, server)
        query_pb2_grpc.add_AccountabilityServicer_to_server(readings.accountability, server)
        query_pb2_grpc.add_BoardsServicer_to_server(readings.boards, server)

    services = query_pb2.DESCRIPTOR.services_by_name
    names = [services[name].full_name for name in _SERVICES]
    return await start_grpc_server(names, add, credentials, address)
