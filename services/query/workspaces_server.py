"""The gRPC service of conferences and council cases."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from google.protobuf.timestamp_pb2 import Timestamp

from projections.household.reach import Key
from projections.visibility.workspaces import Workspace
from projections.workspace.view import WorkspaceReading
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import from_micros
from schemas.uuids import uuid_text
from services.clock import Clock
from services.query.arguments import narrowed, uuid_of
from services.query.reader import Context
from services.query.reading import Admission
from services.query.recorded import grounds, nothing_shown
from services.query.to_proto import fill
from services.query.viewing import Viewing
from services.query.workspaces import Workspaces


class WorkspacesService(query_pb2_grpc.WorkspacesServicer):
    """What is said there stays there: shown to bound members, inside, while the room is open."""

    def __init__(self, admission: Admission, rooms: Workspaces, clock: Clock) -> None:
        self._admission = admission
        self._rooms = rooms
        self._clock = clock

    async def List(
        self, request: query_pb2.ListWorkspacesRequest, context: Context
    ) -> query_pb2.ListWorkspacesResponse:
        """The open rooms of which the reader's agency is a bound member."""
        reader = await self._admission.reader(context)
        rooms = await asyncio.to_thread(self._rooms.open_to, reader)
        cases = frozenset(room.case_id for room in rooms if room.case_id is not None)
        await self._admission.viewed(
            context,
            Viewing(
                kind="RecordViewed",
                reader=reader,
                reason="CASE_WORK",
                cases=cases,
                source_event_ids=frozenset(room.event_id for room in rooms),
            ),
        )
        return query_pb2.ListWorkspacesResponse(workspaces=[_summary(room) for room in rooms])

    async def Get(
        self, request: query_pb2.GetWorkspaceRequest, context: Context
    ) -> query_pb2.Workspace:
        """Everything provided into one room."""
        reader = await narrowed(await self._admission.reader(context), request.field_codes, context)
        workspace_id = await uuid_of(context, "workspace_id", request.workspace_id)
        inside = replace(reader, workspace=workspace_id)
        reading = await asyncio.to_thread(self._rooms.get, inside, workspace_id)
        room = reading.workspace
        if room is None:
            no_subject: Key | None = None
            await self._admission.denied(
                context, nothing_shown(reader, no_subject, workspace_id, reading.reason)
            )
        message = self._message(room, reading)
        await self._admission.viewed(
            context,
            Viewing(
                kind="RecordViewed",
                reader=reader,
                reason="CASE_WORK",
                subjects=frozenset(reading.persons),
                cases=frozenset([] if room.case_id is None else [room.case_id]),
                field_codes=frozenset(one.field_code for one in reading.granted),
                grounds=grounds(reading.granted),
                source_event_ids=frozenset(reading.source_event_ids),
                asked_for=workspace_id,
            ),
        )
        return message

    def _message(self, room: Workspace, reading: WorkspaceReading) -> query_pb2.Workspace:
        stamp = Timestamp()
        stamp.FromDatetime(self._clock.now())
        message = query_pb2.Workspace(
            summary=_summary(room),
            members=room.members,
            confidentiality_acks=room.acks,
            as_of=stamp,
        )
        for name in ("subjects", "requested", "provided", "timeline"):
            for item in getattr(reading, name):
                fill(getattr(message, name).add(), item)
        return message


def _summary(room: Workspace) -> query_pb2.WorkspaceSummary:
    return query_pb2.WorkspaceSummary(
        workspace_id=uuid_text(room.workspace_id),
        kind=room.kind,
        host=room.host,
        case_id="" if room.case_id is None else uuid_text(room.case_id),
        opened_at=from_micros(room.opened_at).isoformat(),
        closes_at="" if room.closes_at is None else from_micros(room.closes_at).isoformat(),
    )
