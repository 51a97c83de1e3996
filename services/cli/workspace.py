"""``enishi workspace``: what was provided into a support conference or a child council's case."""

from __future__ import annotations

from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import find_endpoints
from services.cli.help import both
from services.cli.options import (
    AsOption,
    JsonOption,
    MunicipalityOption,
    RoleOption,
    UserOption,
)
from services.cli.output import answers
from services.cli.rendering.workspace import workspace_list, workspace_page
from services.settings import Settings

DEADLINE_SECONDS = 30.0


def workspace(
    as_agency: AsOption,
    workspace_id: Annotated[
        str | None,
        typer.Argument(
            metavar="[ID]",
            show_default=False,
            help=both("会議のID。なければ一覧。", "Its id; all that are open if left out."),
        ),
    ] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(metavar="CODE", help=both("項目。", "Only these field codes; repeatable.")),
    ] = None,
    municipality: MunicipalityOption = None,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """支援会議・要対協の中を見る。

    Look into a conference.

    For its bound members only, and only while it is open; what is said there stays there.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    metadata = reading_as(user, role)
    answer: Message
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        stub = query_pb2_grpc.WorkspacesStub(channel)
        if workspace_id is None:
            request = query_pb2.ListWorkspacesRequest()
            listed = stub.List(request, timeout=DEADLINE_SECONDS, metadata=metadata)
            answer, parts = listed, workspace_list(listed)
        else:
            wanted = query_pb2.GetWorkspaceRequest(workspace_id=workspace_id, field_codes=field)
            page = stub.Get(wanted, timeout=DEADLINE_SECONDS, metadata=metadata)
            answer, parts = page, workspace_page(page)
    console = answers()
    if as_json:
        console.out(MessageToJson(answer, ensure_ascii=False))
        return
    for part in parts:
        console.print(part)
