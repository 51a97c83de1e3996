"""``enishi inbox``: the referrals to an agency, with the package that each one gives."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson

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
from services.cli.rendering.inbox import inbox_page
from services.settings import Settings

DEADLINE_SECONDS = 30.0
MAX_LIMIT = 100
PURPOSE = "REFERRAL"


def inbox(
    as_agency: AsOption,
    ended: Annotated[
        bool, typer.Option("--ended", help=both("終わったものも。", "Also what was answered."))
    ] = False,
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_LIMIT, help=both("件数。", "How many at most."))
    ] = 50,
    after: Annotated[
        str,
        typer.Option(metavar="ID", help=both("つづき。", "The last referral of the page before.")),
    ] = "",
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help=both("変わるたびに表示。", "Show it anew after every change.")
        ),
    ] = False,
    municipality: MunicipalityOption = None,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """受信箱を見る。

    Show the referrals to an agency.

    With sender, deadline, note, interim notes, and the package each one gives while it may be read.
    """
    request = query_pb2.ListInboxRequest(ended=ended, limit=limit, after=after)
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    metadata = reading_as(user, role, PURPOSE)
    console = answers()
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        stub = query_pb2_grpc.InboxStub(channel)
        pages: Iterable[query_pb2.InboxPage] = (
            stub.Watch(request, metadata=metadata)
            if watch
            else [stub.List(request, timeout=DEADLINE_SECONDS, metadata=metadata)]
        )
        for page in pages:
            if as_json:
                indent = None if watch else 2
                console.out(MessageToJson(page, ensure_ascii=False, indent=indent))
                continue
            if watch and console.is_terminal:
                console.clear()
            for part in inbox_page(page):
                console.print(part)
