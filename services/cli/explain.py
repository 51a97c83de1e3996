"""``enishi explain``: to an auditor, why an agency may or may not see an event."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import JST
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import find_endpoints
from services.cli.help import both
from services.cli.options import (
    AUDITOR,
    AsOption,
    JsonOption,
    MunicipalityOption,
    PurposeOption,
    UserOption,
)
from services.cli.output import answers
from services.cli.rendering.explanation import explanation
from services.settings import Settings

DEADLINE_SECONDS = 30.0


def explain(
    event_id: Annotated[
        str, typer.Argument(metavar="EVENT_ID", help=both("記録のID。", "An event's id."))
    ],
    agency: Annotated[
        str,
        typer.Option("--for", metavar="AGENCY", help=both("見る機関。", "Who would read it.")),
    ],
    role: Annotated[
        str | None,
        typer.Option(
            metavar="CODE", help=both("見る人の役割。", "In which role; else the agency's own.")
        ),
    ] = None,
    purpose: PurposeOption = None,
    inside: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help=both("会議の中で。", "Inside this conference or council case.")
        ),
    ] = None,
    at: Annotated[
        str | None,
        typer.Option(
            metavar="TIME", help=both("いつ。", "When, such as 2026-06-01T09:00; now if left out.")
        ),
    ] = None,
    municipality: MunicipalityOption = None,
    as_agency: AsOption = AUDITOR,
    user: UserOption = None,
    as_json: JsonOption = False,
) -> None:
    """見える・見えない理由を示す。

    Explain who may see an event.

    By person and field, with the row of the table that decides and what it cites. To an auditor
    only; everybody else is told no result.
    """
    request = query_pb2.ExplainRequest(
        event_id=event_id,
        agency_id=agency,
        role=role or "",
        purpose=purpose or "",
        workspace_id=inside or "",
    )
    if at is not None:
        request.at.CopyFrom(_instant(at))
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.HouseholdsStub(channel).Explain(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user)
        )
    console = answers()
    if as_json:
        console.out(MessageToJson(answer, ensure_ascii=False))
        return
    for part in explanation(answer, agency):
        console.print(part)


def _instant(text: str) -> Timestamp:
    """An instant; Japan time where no other is said."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter("--at: give a time such as 2026-06-01T09:00") from error
    stamp = Timestamp()
    stamp.FromDatetime(moment if moment.tzinfo else moment.replace(tzinfo=JST))
    return stamp
