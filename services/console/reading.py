"""What the console asks the query service, as the worker who is signed in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import grpc
from google.protobuf.json_format import Parse

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.console.sessions import Session

DEADLINE_SECONDS = 60.0

Metadata = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """Calls over one channel; each raises grpc.aio.AioRpcError. ``said``: the metadata that names
    a worker to the service, which records every answer under that name (V7), and what the worker
    has recorded, so that no answer is older than that."""

    channel: grpc.aio.Channel
    said: Callable[[Session], Metadata]

    async def board(
        self, who: Session, request: query_pb2.ListQueueRequest
    ) -> query_pb2.QueueBoard:
        """What waits for the agency's desk, one page of the requests."""
        stub = query_pb2_grpc.QueueStub(self.channel)
        return await stub.List(request, timeout=DEADLINE_SECONDS, metadata=self.said(who))

    @asynccontextmanager
    async def boards(
        self, who: Session, request: query_pb2.ListQueueRequest
    ) -> AsyncIterator[AsyncIterator[query_pb2.QueueBoard]]:
        """The same page now, then after every change; the call ends with the context."""
        stub = query_pb2_grpc.QueueStub(self.channel)
        call = stub.Watch(request, metadata=self.said(who))
        try:
            yield aiter(call)
        finally:
            call.cancel()

    async def inbox(self, who: Session, request: query_pb2.ListInboxRequest) -> query_pb2.InboxPage:
        """The referrals to the agency, one page."""
        stub = query_pb2_grpc.InboxStub(self.channel)
        return await stub.List(request, timeout=DEADLINE_SECONDS, metadata=self.said(who))

    @asynccontextmanager
    async def inboxes(
        self, who: Session, request: query_pb2.ListInboxRequest
    ) -> AsyncIterator[AsyncIterator[query_pb2.InboxPage]]:
        """The same page now, then after every change; the call ends with the context."""
        stub = query_pb2_grpc.InboxStub(self.channel)
        call = stub.Watch(request, metadata=self.said(who))
        try:
            yield aiter(call)
        finally:
            call.cancel()

    async def candidates(self, who: Session, after: str) -> query_pb2.CandidatesPage:
        """Pairs that may be one person, one page."""
        stub = query_pb2_grpc.StewardshipStub(self.channel)
        return await stub.Candidates(
            query_pb2.ListCandidatesRequest(after=after),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def waiting(self, who: Session) -> query_pb2.WaitingPage:
        """Records that wait for their person."""
        stub = query_pb2_grpc.StewardshipStub(self.channel)
        return await stub.Waiting(
            query_pb2.ListWaitingRequest(), timeout=DEADLINE_SECONDS, metadata=self.said(who)
        )

    async def exposures(self, who: Session, link_id: str) -> query_pb2.ExposuresPage:
        """Who saw what because of a link."""
        stub = query_pb2_grpc.StewardshipStub(self.channel)
        return await stub.Exposures(
            query_pb2.ListExposuresRequest(link_id=link_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def why(self, who: Session, case_id: str, event_id: str) -> query_pb2.Explanation:
        """On what ground one event of a case is shown."""
        stub = query_pb2_grpc.AccountabilityStub(self.channel)
        return await stub.Why(
            query_pb2.WhyRequest(case_id=case_id, event_id=event_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def viewings(self, who: Session, case_id: str) -> query_pb2.CaseViewings:
        """Who looked at the agency's own records of a case."""
        stub = query_pb2_grpc.AccountabilityStub(self.channel)
        return await stub.Viewings(
            query_pb2.CaseViewingsRequest(case_id=case_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def outreach(
        self, who: Session, request: query_pb2.ListBoardRequest
    ) -> query_pb2.OutreachBoard:
        """Targets of outreach, one page."""
        stub = query_pb2_grpc.BoardsStub(self.channel)
        return await stub.Outreach(request, timeout=DEADLINE_SECONDS, metadata=self.said(who))

    async def participation(
        self, who: Session, request: query_pb2.ListBoardRequest
    ) -> query_pb2.ParticipationBoard:
        """Trials with their hosts, one page."""
        stub = query_pb2_grpc.BoardsStub(self.channel)
        return await stub.Participation(request, timeout=DEADLINE_SECONDS, metadata=self.said(who))

    async def community(self, who: Session) -> query_pb2.CommunityBoard:
        """Places, and what is lacking."""
        stub = query_pb2_grpc.BoardsStub(self.channel)
        return await stub.Community(
            query_pb2.CommunityRequest(), timeout=DEADLINE_SECONDS, metadata=self.said(who)
        )

    async def status(self, who: Session) -> query_pb2.ViewStatus:
        """Where the view stands against every source."""
        stub = query_pb2_grpc.HouseholdsStub(self.channel)
        return await stub.Status(
            query_pb2.GetViewStatusRequest(), timeout=DEADLINE_SECONDS, metadata=self.said(who)
        )

    async def rank(self, who: Session, request_id: str) -> query_pb2.RankExplanation:
        """Why one request ranks where it does, now."""
        stub = query_pb2_grpc.QueueStub(self.channel)
        return await stub.Explain(
            query_pb2.ExplainRankRequest(request_id=request_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def workspaces(self, who: Session) -> query_pb2.ListWorkspacesResponse:
        """The open conferences and council cases of which the agency is a bound member."""
        stub = query_pb2_grpc.WorkspacesStub(self.channel)
        return await stub.List(
            query_pb2.ListWorkspacesRequest(), timeout=DEADLINE_SECONDS, metadata=self.said(who)
        )

    async def workspace(self, who: Session, workspace_id: str) -> query_pb2.Workspace:
        """Everything provided into one of them."""
        stub = query_pb2_grpc.WorkspacesStub(self.channel)
        return await stub.Get(
            query_pb2.GetWorkspaceRequest(workspace_id=workspace_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )

    async def disclosed(self, who: Session, case_id: str) -> query_pb2.Household:
        """The household of a case to be handed on, on paper or as a file: the service records a
        disclosure, no mere viewing."""
        stub = query_pb2_grpc.HouseholdsStub(self.channel)
        file = await stub.Export(
            query_pb2.GetHouseholdRequest(case_id=case_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )
        return Parse(file.content, query_pb2.Household())

    async def household(self, who: Session, case_id: str) -> query_pb2.Household:
        """The household of a case."""
        stub = query_pb2_grpc.HouseholdsStub(self.channel)
        return await stub.Get(
            query_pb2.GetHouseholdRequest(case_id=case_id),
            timeout=DEADLINE_SECONDS,
            metadata=self.said(who),
        )
