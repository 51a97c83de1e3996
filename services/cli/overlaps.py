"""``enishi overlaps``: households in which agencies work without knowing of each other."""

from __future__ import annotations

from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from rich.table import Table

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
from services.settings import Settings

DEADLINE_SECONDS = 120.0
MAX_LIMIT = 100
DESK = "MU-1"


def overlaps(
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_LIMIT, help=both("件数。", "How many at most."))
    ] = 50,
    after: Annotated[
        str,
        typer.Option(metavar="ID", help=both("つづき。", "The last household of the page before.")),
    ] = "",
    municipality: MunicipalityOption = None,
    as_agency: AsOption = DESK,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """支援の重なりを見る。

    Show where agencies overlap unknowingly.

    To the municipal desk only: ids and counts, so that it can open a support conference
    (支援会議): it records SupportConferenceConvened in a case of the household, naming the agencies
    as members. Once they have been brought together the household is no longer listed.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    request = query_pb2.ListOverlapsRequest(limit=limit, after=after)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        page = query_pb2_grpc.OverlapsStub(channel).List(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    console = answers()
    if as_json:
        console.out(MessageToJson(page, ensure_ascii=False))
        return
    if page.overlaps:
        console.print(overlaps_table(page))
    console.print(f"重なり Overlaps: {page.total}")
    if page.next:
        console.print(f"→ つづき more: --after {page.next}")


def overlaps_table(page: query_pb2.OverlapsPage) -> Table:
    """One row per household; never a name."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("世帯 Household", no_wrap=True)
    table.add_column("機関数 Agencies", justify="right")
    table.add_column("事例数 Cases", justify="right")
    table.add_column("いつから Since", no_wrap=True)
    for one in page.overlaps:
        table.add_row(one.household_id, str(one.agencies), str(one.cases), one.since)
    return table
