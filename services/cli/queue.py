"""``enishi queue``: the board of a desk, why it is in that order, what other rules would move."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp
from rich.console import RenderableType

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import JST
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import find_endpoints
from services.cli.help import add, both
from services.cli.options import (
    AsOption,
    JsonOption,
    MunicipalityOption,
    RoleOption,
    UserOption,
)
from services.cli.output import answers
from services.cli.rendering.queue import board_parts, explanation_parts, preview_parts
from services.settings import Settings

DEADLINE_SECONDS = 60.0
MAX_LIMIT = 100
DESK = "CT-1"

Answer = TypeVar("Answer", bound=Message)
app = typer.Typer(no_args_is_help=True)


def show(
    as_agency: AsOption = DESK,
    band: Annotated[
        list[str] | None,
        typer.Option(help=both("区分（P1〜P4、複数可）。", "Only this band; may be repeated.")),
    ] = None,
    claimed: Annotated[
        str,
        typer.Option(
            metavar="MINE|NOBODY",
            help=both("自分の担当・担当なしのみ。", "Only what the user claimed, or nobody."),
        ),
    ] = "",
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_LIMIT, help=both("件数。", "How many requests at most."))
    ] = 50,
    after: Annotated[
        str,
        typer.Option(metavar="ID", help=both("つづき。", "The last request of the page before.")),
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
    """机の一覧を見る。

    Show what waits for a desk.

    To CT and MU the requests on their queue in order; to every agency its flags, watch lists,
    tasks and alerts; to the auditor all of it.
    """
    request = query_pb2.ListQueueRequest(
        bands=band or (), limit=limit, after=after, claimed=claimed
    )
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    metadata = reading_as(user, role)
    console = answers()
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        stub = query_pb2_grpc.QueueStub(channel)
        boards: Iterable[query_pb2.QueueBoard] = (
            stub.Watch(request, metadata=metadata)
            if watch
            else [stub.List(request, timeout=DEADLINE_SECONDS, metadata=metadata)]
        )
        for board in boards:
            if watch and console.is_terminal and not as_json:
                console.clear()
            _print(board, board_parts, as_json=as_json, indent=None if watch else 2)


def explain(
    request_id: Annotated[
        str, typer.Argument(metavar="REQUEST", help=both("依頼の番号。", "The request's id."))
    ],
    at: Annotated[
        datetime | None,
        typer.Option(help=both("いつの時点か（日本時間）。", "As it stood then, Japan time.")),
    ] = None,
    as_agency: AsOption = DESK,
    municipality: MunicipalityOption = None,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """順位の理由を見る。

    Show why a request ranks where it does.

    Every term with its points and the events behind it, now or at any instant, by everything that
    is known today.
    """
    request = query_pb2.ExplainRankRequest(request_id=request_id)
    if at is not None:
        stamp = Timestamp()
        stamp.FromDatetime(at.replace(tzinfo=JST))
        request.at.CopyFrom(stamp)
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.QueueStub(channel).Explain(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    _print(answer, explanation_parts, as_json=as_json)


def preview(
    rules: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            help=both(
                "規則のファイル（projections/queue/rules.v1.json の形）。",
                "A rules file shaped like projections/queue/rules.v1.json.",
            ),
        ),
    ],
    as_agency: AsOption = DESK,
    municipality: MunicipalityOption = None,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """規則を変えたらどう動くか試す。

    Show what other rules would move; nothing changes.
    """
    request = query_pb2.PreviewRulesRequest(rules=rules.read_text(encoding="utf-8"))
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.QueueStub(channel).Preview(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    _print(answer, preview_parts, as_json=as_json)


def _print(
    answer: Answer,
    parts: Callable[[Answer], Iterable[RenderableType]],
    *,
    as_json: bool,
    indent: int | None = 2,
) -> None:
    console = answers()
    if as_json:
        console.out(MessageToJson(answer, ensure_ascii=False, indent=indent))
        return
    for part in parts(answer):
        console.print(part)


add(app, show, "show")
add(app, explain)
add(app, preview)
