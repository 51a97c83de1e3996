"""``enishi find``: people by name, in any variant of its kanji or kana."""

from __future__ import annotations

from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from rich.table import Table

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.cli.calling import channel_to, reading_as
from services.cli.endpoints import find_endpoints
from services.cli.failure import CommandFailed
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
from services.settings import Settings

DEADLINE_SECONDS = 30.0
MAX_LIMIT = 100


def find(
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=both("氏名。漢字・かな・異体字。", "A name in kanji or kana, in any variant."),
        ),
    ],
    born: Annotated[
        str | None,
        typer.Option(
            metavar="DATE", help=both("生年月日。", "Date of birth: S15.3.3 or 1940-03-03.")
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_LIMIT, help=both("件数。", "How many at most."))
    ] = 20,
    municipality: MunicipalityOption = None,
    as_agency: AsOption = AUDITOR,
    user: UserOption = None,
    role: RoleOption = None,
    purpose: PurposeOption = None,
    as_json: JsonOption = False,
) -> None:
    """氏名で人をさがす。

    Find people by name.

    渡邊 finds 渡辺 and ワタナベ; the best matches come first. Exit code 1 where there is no result.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    request = query_pb2.FindHouseholdsRequest(name=name, birth_date=born or "", limit=limit)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        found = query_pb2_grpc.HouseholdsStub(channel).Find(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role, purpose)
        )
    console = answers()
    if as_json:
        console.print_json(MessageToJson(found, ensure_ascii=False))
    elif found.people:
        console.print(people_table(found))
        console.print("→ 世帯を見る show a household: enishi household ID, or --person ID")
    if not found.people:
        raise CommandFailed("該当なし no result")


def people_table(found: query_pb2.FindHouseholdsResponse) -> Table:
    """One row per person; the ids are whole, so that they can be pasted."""
    table = Table(box=None, pad_edge=False, header_style="bold", show_lines=False)
    table.add_column("氏名 Name", style="bold")
    table.add_column("")
    table.add_column("ID", no_wrap=True)
    for person in found.people:
        for household in person.household_ids:
            table.add_row(person.name, "世帯 household", household)
        name = "" if person.household_ids else person.name
        table.add_row(name, "本人 person", person.person_ref)
    return table
