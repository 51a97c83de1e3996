"""The gRPC service of the boards beside the queue."""

from __future__ import annotations

import asyncio
from typing import Final

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.query.arguments import page_size, uuid_of
from services.query.boards import Boards
from services.query.reader import Context
from services.query.reading import Admission
from services.query.recorded import page_viewing
from services.query.to_proto import fill

DEFAULT_PAGE: Final = 50


class BoardsService(query_pb2_grpc.BoardsServicer):
    """Answers; every answer is recorded first, an empty one too."""

    def __init__(self, admission: Admission, boards: Boards) -> None:
        self._admission = admission
        self._boards = boards

    async def Outreach(
        self, request: query_pb2.ListBoardRequest, context: Context
    ) -> query_pb2.OutreachBoard:
        """One page of targets."""
        reader = await self._admission.reader(context)
        limit, after = await _paging(request, context)
        page = await asyncio.to_thread(
            self._boards.outreach, reader, ended=request.ended, limit=limit, after=after
        )
        await self._admission.viewed(context, page_viewing(reader, page.readings))
        message = query_pb2.OutreachBoard(next=page.next)
        for row in page.rows:
            one = message.targets.add()
            fill(one, row.says)
            for member in row.members:
                fill(one.members.add(), member)
        return message

    async def Participation(
        self, request: query_pb2.ListBoardRequest, context: Context
    ) -> query_pb2.ParticipationBoard:
        """One page of trials, and the hosts."""
        reader = await self._admission.reader(context)
        limit, after = await _paging(request, context)
        page = await asyncio.to_thread(
            self._boards.participation, reader, ended=request.ended, limit=limit, after=after
        )
        hosts = await asyncio.to_thread(self._boards.hosts)
        await self._admission.viewed(context, page_viewing(reader, page.readings))
        message = query_pb2.ParticipationBoard(next=page.next)
        for row in page.rows:
            one = message.trials.add()
            fill(one, row.says)
            for member in row.members:
                fill(one.member, member)
        for host in hosts:
            fill(message.hosts.add(), host)
        return message

    async def Community(
        self, request: query_pb2.CommunityRequest, context: Context
    ) -> query_pb2.CommunityBoard:
        """Every place, and what is lacking; recorded although it names no person (V7)."""
        reader = await self._admission.reader(context)
        found = await asyncio.to_thread(self._boards.community)
        await self._admission.viewed(context, page_viewing(reader, ()))
        message = query_pb2.CommunityBoard()
        fill(message, found)
        return message


async def _paging(request: query_pb2.ListBoardRequest, context: Context) -> tuple[int, bytes]:
    limit = await page_size(context, request.limit, DEFAULT_PAGE)
    return limit, await uuid_of(context, "after", request.after) if request.after else b""
