"""The gRPC service of overlapping support: ids and counts for the municipal desk, nobody else.

What the desk does about an overlap is its own event: it opens a support conference on one of the
household's cases (SupportConferenceConvened, Social Welfare Act art. 106-6) through its adapter,
naming the agencies it wants at the table. From then on the members know of each other, and the
overlap is gone from the list.
"""

from __future__ import annotations

import asyncio
from typing import Final

from projections.household.text import day_text
from projections.overlap import Overlap
from projections.visibility.decision import NO_RESULT
from projections.visibility.reader import RESTRICTED, Reader
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.uuids import uuid_text
from services.query.arguments import page_size, uuid_of
from services.query.overlaps import OverlapFinder
from services.query.reader import MUNICIPALITY, Context
from services.query.reading import Admission
from services.query.viewing import Viewing

AUDITOR: Final = "AU"
DEFAULT_PAGE: Final = 50


class OverlapsService(query_pb2_grpc.OverlapsServicer):
    """Answers; every answer is recorded first."""

    def __init__(self, admission: Admission, finder: OverlapFinder) -> None:
        self._admission = admission
        self._finder = finder

    async def List(
        self, request: query_pb2.ListOverlapsRequest, context: Context
    ) -> query_pb2.OverlapsPage:
        """One page of households, in the order of their ids."""
        reader = await self._admission.reader(context)
        limit = await page_size(context, request.limit, DEFAULT_PAGE)
        after = await uuid_of(context, "after", request.after) if request.after else None
        if not _is_the_desk(reader):
            nothing = Viewing("AccessDenied", reader, NO_RESULT, asked_for=after)
            await self._admission.denied(context, nothing)
        page = await asyncio.to_thread(self._finder.page, limit, after)
        await self._admission.viewed(context, _viewing(reader, after))
        return query_pb2.OverlapsPage(
            overlaps=map(_message, page.overlaps),
            total=page.total,
            next=uuid_text(page.next) if page.next is not None else "",
        )


def _is_the_desk(reader: Reader) -> bool:
    if reader.code == MUNICIPALITY:
        return reader.role in (MUNICIPALITY, RESTRICTED)
    return reader.code == AUDITOR


def _viewing(reader: Reader, after: bytes | None) -> Viewing:
    """No subjects: a household's id and a count name nobody."""
    basis = "AUDIT" if reader.code == AUDITOR else "NONE"
    return Viewing("RecordViewed", reader, "CASE_WORK", asked_for=after, basis=basis)


def _message(one: Overlap) -> query_pb2.Overlap:
    return query_pb2.Overlap(
        household_id=uuid_text(one.household_id),
        agencies=one.agencies,
        cases=one.cases,
        since=day_text(one.since),
    )
