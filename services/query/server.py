"""The gRPC server of the household view: Get, Find, Watch, Status.

Until the visibility decision is built, only an auditor's certificate is answered (V6: the auditor
reads everything); everyone else is refused, so that nothing is shown that may not be.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import grpc

from projections.household.reach import Key
from projections.identity.wareki import parse_date
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.codes import agency_code
from services.clock import Clock
from services.grpc_server import start_grpc_server
from services.peer import Peers, UnknownPeer
from services.query.households import SUBJECTS, Households
from services.query.status import StatusReader
from services.query.to_proto import found_message, household_message

READERS = frozenset({"AU"})
"""Agency codes whose certificates are answered."""

DEFAULT_LIMIT = 20
MAX_LIMIT = 100
MAX_NAME = 200
CHANGE_SECONDS = 0.1
"""How often a Watch looks whether the view has changed; the projector may be another process."""

SERVICE = query_pb2.DESCRIPTOR.services_by_name["Households"].full_name


class HouseholdsService(query_pb2_grpc.HouseholdsServicer):
    """Answers from the view in service."""

    def __init__(
        self,
        municipality: str,
        households: Households,
        status: StatusReader,
        peers: Peers,
        clock: Clock,
    ) -> None:
        self._municipality = municipality
        self._households = households
        self._status = status
        self._peers = peers
        self._clock = clock

    async def Get(
        self,
        request: query_pb2.GetHouseholdRequest,
        context: grpc.aio.ServicerContext[query_pb2.GetHouseholdRequest, query_pb2.Household],
    ) -> query_pb2.Household:
        """The household of a household id, a person or a case."""
        await self._admit(context)
        subject = await _subject(request, context)
        reading = await asyncio.to_thread(self._households.get, subject)
        if reading is None:
            await context.abort(grpc.StatusCode.NOT_FOUND, "no result")
            raise AssertionError("abort returned")
        return household_message(reading, self._clock)

    async def Find(
        self,
        request: query_pb2.FindHouseholdsRequest,
        context: grpc.aio.ServicerContext[
            query_pb2.FindHouseholdsRequest, query_pb2.FindHouseholdsResponse
        ],
    ) -> query_pb2.FindHouseholdsResponse:
        """People by name in any variant of its kanji or kana."""
        await self._admit(context)
        if not request.name or len(request.name) > MAX_NAME:
            await _invalid(context, "name", f"give a name of 1 to {MAX_NAME} characters")
        born = parse_date(request.birth_date) if request.birth_date else None
        if born is not None and born.exact is None:
            await _invalid(context, "birth_date", "give a full date such as 昭和15年3月3日")
        limit = min(request.limit or DEFAULT_LIMIT, MAX_LIMIT)
        if limit < 0:
            await _invalid(context, "limit", f"give 1 to {MAX_LIMIT}")
        found = await asyncio.to_thread(
            self._households.find, request.name, born.exact if born else None, limit
        )
        return query_pb2.FindHouseholdsResponse(people=[found_message(each) for each in found])

    async def Watch(
        self,
        request: query_pb2.GetHouseholdRequest,
        context: grpc.aio.ServicerContext[query_pb2.GetHouseholdRequest, query_pb2.Household],
    ) -> AsyncIterator[query_pb2.Household]:
        """The household now, then after every change; nothing is sent while it is unknown."""
        await self._admit(context)
        subject = await _subject(request, context)
        sent: bytes | None = None
        version: tuple[str, int] | None = None
        while True:
            now_version = self._households.version()
            if now_version != version:
                version = now_version
                reading = await asyncio.to_thread(self._households.get, subject)
                if reading is not None:
                    message = household_message(reading, self._clock)
                    seen = _without_time(message)
                    if seen != sent:
                        sent = seen
                        yield message
            await asyncio.sleep(CHANGE_SECONDS)

    async def Status(
        self,
        request: query_pb2.GetViewStatusRequest,
        context: grpc.aio.ServicerContext[query_pb2.GetViewStatusRequest, query_pb2.ViewStatus],
    ) -> query_pb2.ViewStatus:
        """Where the view stands against every source."""
        await self._admit(context)
        return await asyncio.to_thread(self._status.read)

    async def _admit(self, context: grpc.aio.ServicerContext[Any, Any]) -> None:
        try:
            caller = self._peers.caller(context)
        except UnknownPeer as error:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, str(error))
            raise
        if (
            caller.municipality != self._municipality
            or agency_code(caller.agency_id) not in READERS
        ):
            await context.abort(
                grpc.StatusCode.PERMISSION_DENIED,
                "reading is open to this municipality's auditors (AU) only",
            )


async def _subject(
    request: query_pb2.GetHouseholdRequest, context: grpc.aio.ServicerContext[Any, Any]
) -> Key:
    which = request.WhichOneof("by")
    if which is None:
        await _invalid(context, "by", "give household_id, person_ref or case_id")
        raise AssertionError("abort returned")
    try:
        identifier = UUID(getattr(request, which)).bytes
    except ValueError:
        await _invalid(context, which, "give a UUID")
        raise
    return SUBJECTS[which], identifier


async def _invalid(context: grpc.aio.ServicerContext[Any, Any], field: str, advice: str) -> None:
    await context.abort(grpc.StatusCode.INVALID_ARGUMENT, f"{field}: {advice}")


def _without_time(message: query_pb2.Household) -> bytes:
    copy = query_pb2.Household()
    copy.CopyFrom(message)
    copy.ClearField("as_of")
    return copy.SerializeToString(deterministic=True)


async def start_server(
    service: HouseholdsService, credentials: grpc.ServerCredentials, address: str
) -> tuple[grpc.aio.Server, int]:
    """Start serving on ``address`` (port 0: any free one); returns the server and its port."""

    def add(server: grpc.aio.Server) -> None:
        query_pb2_grpc.add_HouseholdsServicer_to_server(service, server)

    return await start_grpc_server(SERVICE, add, credentials, address)
