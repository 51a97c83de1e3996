"""``enishi candidates``: pairs of references that may be one person, with the reasons."""

from __future__ import annotations

from typing import Annotated

import typer
from google.protobuf.json_format import MessageToJson
from rich.text import Text

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
from services.cli.rendering.words import both as words
from services.settings import Settings

DEADLINE_SECONDS = 60.0
MAX_LIMIT = 100
STEWARD = "ST-1"
MARKS = {"EQUAL": "＝", "WEAK": "≒", "DIFFERENT": "≠", "MISSING": "―"}


def candidates(
    limit: Annotated[
        int, typer.Option(min=1, max=MAX_LIMIT, help=both("件数。", "How many at most."))
    ] = 50,
    after: Annotated[
        str,
        typer.Option(metavar="ID", help=both("つづき。", "The last candidate of the page before.")),
    ] = "",
    municipality: MunicipalityOption = None,
    as_agency: AsOption = STEWARD,
    user: UserOption = None,
    role: RoleOption = None,
    as_json: JsonOption = False,
) -> None:
    """名寄せの候補を見る。

    Show who may be one person.

    To the identity steward, with the evidence for and against; nothing is shared before a steward
    has confirmed a candidate.
    """
    endpoints = find_endpoints(Settings.from_environment(), municipality)
    request = query_pb2.ListCandidatesRequest(limit=limit, after=after)
    with channel_to(endpoints.query, endpoints, as_agency) as channel:
        page = query_pb2_grpc.StewardshipStub(channel).Candidates(
            request, timeout=DEADLINE_SECONDS, metadata=reading_as(user, role)
        )
    console = answers()
    if as_json:
        console.out(MessageToJson(page, ensure_ascii=False))
        return
    if not page.candidates:
        console.print("候補なし No candidates")
    for candidate in page.candidates:
        console.print(candidate_text(candidate))
    if page.next:
        console.print(f"→ つづき more: --after {page.next}")


def candidate_text(candidate: query_pb2.Candidate) -> Text:
    """The pair, its score, and a line for each piece of evidence."""
    text = Text(f"{candidate.score_permille}‰  ", style="bold")
    text.append(words("link_reason", candidate.reason))
    text.append(f"\n  {candidate.candidate_id}", style="dim")
    for ref in candidate.person_refs:
        text.append(f"\n  本人 person {ref}")
    for one in candidate.evidence:
        text.append(f"\n    {MARKS.get(one.kind, one.kind)} {one.permille:+5}  {one.ja} {one.en}")
    return text
