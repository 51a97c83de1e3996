"""``enishi break-glass``: a few fields where life or body is in danger, and the review of it."""

from __future__ import annotations

from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from rich.table import Table

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.codes import code_list
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
from services.cli.rendering.members import shown
from services.cli.rendering.words import both as words
from services.cli.rendering.words import minute
from services.settings import Settings

DEADLINE_SECONDS = 30.0
MAX_MINUTES = 240
DESK = "MU-1"

app = typer.Typer(
    help=both("緊急閲覧とその審査。", "Break the glass, and review it."),
    short_help="緊急閲覧とその審査。 Break the glass, and review it.",
    no_args_is_help=True,
)


def use(
    person: Annotated[
        str, typer.Argument(metavar="REF", help=both("本人。", "The person's reference."))
    ],
    as_agency: AsOption,
    field: Annotated[
        list[str],
        typer.Option(metavar="CODE", help=both("項目。", "A field code; repeatable.")),
    ],
    reason: Annotated[
        str,
        typer.Option(
            metavar="CODE", help=both("理由。", ", ".join(code_list("break_glass_reason").codes))
        ),
    ],
    because: Annotated[
        str, typer.Option(metavar="TEXT", help=both("事情。", "What has happened, in words."))
    ],
    minutes: Annotated[
        int,
        typer.Option(min=1, max=MAX_MINUTES, help=both("何分間。", "For how long, in minutes.")),
    ] = MAX_MINUTES,
    again: Annotated[
        str,
        typer.Option(metavar="ID", help=both("前のつづき。", "Read again within its time.")),
    ] = "",
    municipality: MunicipalityOption = None,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """緊急閲覧。

    Break the glass over a person.

    Only where life or body is in danger. It is recorded before anything is shown, ends by itself,
    and is reviewed by somebody else at the municipality.
    """
    request = query_pb2.BreakGlassRequest(
        person_ref=person,
        field_codes=field,
        reason=reason,
        explanation=because,
        minutes=minutes,
        break_glass_id=again,
    )
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.HouseholdsStub(channel).BreakGlass(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    console = answers()
    if as_json:
        console.out(MessageToJson(answer, ensure_ascii=False))
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    for value in answer.values:
        table.add_row(words("field_code", value.field), shown(value))
    console.print(table)
    until = answer.expires_at.ToDatetime(tzinfo=JST)
    console.print(f"→ {until:%Y-%m-%d %H:%M} まで until then: --again {answer.break_glass_id}")


def review(
    break_glass_id: Annotated[
        str, typer.Argument(metavar="ID", help=both("緊急閲覧のID。", "The break-glass's id."))
    ],
    verdict: Annotated[
        str,
        typer.Argument(
            metavar="VERDICT", help=both("判断。", ", ".join(code_list("review_verdict").codes))
        ),
    ],
    municipality: MunicipalityOption = None,
    as_agency: AsOption = DESK,
    user: UserOption = None,
    role: RoleOption = None,
) -> None:
    """事後審査。

    Review a break-glass.

    By the municipality, never by whoever used it.
    """
    request = query_pb2.ReviewBreakGlassRequest(break_glass_id=break_glass_id, verdict=verdict)
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.HouseholdsStub(channel).ReviewBreakGlass(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    answers().print(f"審査済 Reviewed: {answer.event_id}")


def tasks(
    municipality: MunicipalityOption = None,
    as_agency: AsOption = DESK,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """審査待ちの一覧。

    List what waits for a review.

    To the municipality and the auditor.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    request = query_pb2.BreakGlassesToReviewRequest()
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        answer = query_pb2_grpc.HouseholdsStub(channel).BreakGlassesToReview(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    console = answers()
    if as_json:
        console.out(MessageToJson(answer, ensure_ascii=False))
        return
    if not answer.tasks:
        console.print("審査待ちなし Nothing waits for a review")
    for task in answer.tasks:
        console.print(f"● {task.break_glass_id}", style="bold")
        console.print(f"  {minute(task.used_at)} {task.viewer_agency} {task.viewer}")
        console.print(f"  {words('break_glass_reason', task.reason)}")
        console.print(f"  {', '.join(words('field_code', code) for code in task.field_codes)}")


add(app, use)
add(app, review)
add(app, tasks, "list")
