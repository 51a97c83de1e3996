"""``enishi household``: the shared view of one household, now or as it changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from rich.console import Console

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import find_endpoints
from services.cli.help import both
from services.cli.options import (
    AUDITOR,
    AsOption,
    JsonOption,
    MunicipalityOption,
    PurposeOption,
    RoleOption,
    UserOption,
)
from services.cli.output import answers
from services.cli.rendering.household import household as rendered
from services.settings import Settings

DEADLINE_SECONDS = 30.0


def household(
    household_id: Annotated[
        str | None, typer.Argument(metavar="ID", help=both("世帯ID。", "A household's id."))
    ] = None,
    person: Annotated[
        str | None,
        typer.Option(metavar="REF", help=both("本人から。", "By a person's reference instead.")),
    ] = None,
    case: Annotated[
        str | None, typer.Option(metavar="ID", help=both("事例から。", "By a case's id instead."))
    ] = None,
    plan: Annotated[
        str | None, typer.Option(metavar="ID", help=both("プランから。", "By a plan's id instead."))
    ] = None,
    events: Annotated[
        bool,
        typer.Option(
            "--events", help=both("根拠の記録IDも。", "Show the event ids behind every value.")
        ),
    ] = False,
    everything: Annotated[
        bool, typer.Option("--all", help=both("経過をすべて。", "Show the whole timeline."))
    ] = False,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch", help=both("変わるたびに表示。", "Show it anew after every change.")
        ),
    ] = False,
    municipality: MunicipalityOption = None,
    as_agency: AsOption = AUDITOR,
    user: UserOption = None,
    role: RoleOption = None,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> None:
    """世帯を見る。

    Show a household as far as the reader may see it.

    Members, cases with lead, issues, flags, referrals, plan and roles, and the timeline; every
    value with the agency that says so. Exit code 1 where there is no result.
    """
    request = _request(household_id, person, case, plan)
    metadata = reading_as(user, role, purpose)
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    console = answers()
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        stub = query_pb2_grpc.HouseholdsStub(channel)
        found: Iterable[query_pb2.Household] = (
            stub.Watch(request, metadata=metadata)
            if watch
            else [stub.Get(request, timeout=DEADLINE_SECONDS, metadata=metadata)]
        )
        for message in found:
            if as_json:
                indent = None if watch else 2
                console.out(MessageToJson(message, ensure_ascii=False, indent=indent))
            else:
                _show(console, message, watch=watch, events=events, everything=everything)


def _request(
    household_id: str | None, person: str | None, case: str | None, plan: str | None
) -> query_pb2.GetHouseholdRequest:
    given = {
        "household_id": household_id,
        "person_ref": person,
        "case_id": case,
        "plan_id": plan,
    }
    chosen = {name: value for name, value in given.items() if value}
    if len(chosen) != 1:
        raise typer.BadParameter("give exactly one of: ID, --person REF, --case ID, --plan ID")
    return query_pb2.GetHouseholdRequest(**chosen)


def _show(
    console: Console,
    message: query_pb2.Household,
    *,
    watch: bool,
    events: bool,
    everything: bool,
) -> None:
    if watch and console.is_terminal:
        console.clear()
    if not message.HasField("as_of"):
        console.print("該当なし no result")
        return
    for part in rendered(message, with_events=events, everything=everything):
        console.print(part)
