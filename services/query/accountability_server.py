"""The gRPC service that answers why somebody sees a record, and who looked at one's own."""

from __future__ import annotations

import asyncio
from typing import Final

from projections.household.reach import CASE
from projections.household.text import id_text, instant_text
from projections.visibility.reader import Reader
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.query.accountability import Accountability, Looked
from services.query.arguments import page_size, uuid_of
from services.query.reader import Context
from services.query.reading import Admission
from services.query.recorded import household_viewing, nothing_shown

DEFAULT_PAGE: Final = 50


class AccountabilityService(query_pb2_grpc.AccountabilityServicer):
    """Answers; every answer is recorded first."""

    def __init__(self, admission: Admission, accountability: Accountability) -> None:
        self._admission = admission
        self._accountability = accountability

    async def Why(self, request: query_pb2.WhyRequest, context: Context) -> query_pb2.Explanation:
        """By which rows of the table an event is shown to the reader."""
        reader = await self._admission.reader(context)
        case_id = await uuid_of(context, "case_id", request.case_id)
        event_id = await uuid_of(context, "event_id", request.event_id)
        why = await asyncio.to_thread(self._accountability.why, reader, case_id, event_id)
        if why is None:
            nothing = nothing_shown(reader, (CASE, case_id), event_id, "NO_RESULT")
            await self._admission.denied(context, nothing)
        subject = (CASE, case_id)
        await self._admission.viewed(
            context, household_viewing(reader, subject, event_id, why.reading)
        )
        return why.message

    async def Viewings(
        self, request: query_pb2.CaseViewingsRequest, context: Context
    ) -> query_pb2.CaseViewings:
        """Who looked at the reader's own records of a case."""
        reader = await self._admission.reader(context)
        case_id = await uuid_of(context, "case_id", request.case_id)
        limit = await page_size(context, request.limit, DEFAULT_PAGE)
        reading, looked = await asyncio.to_thread(
            self._accountability.viewings, reader, case_id, limit
        )
        viewing = household_viewing(reader, (CASE, case_id), case_id, reading)
        if reading.view is None:
            await self._admission.denied(context, viewing)
        await self._admission.viewed(context, viewing)
        return query_pb2.CaseViewings(viewings=[_viewing(one, reader) for one in looked])


def _viewing(one: Looked, reader: Reader) -> query_pb2.CaseViewing:
    viewing = one.viewing
    own = viewing.viewer_agency == reader.agency_id
    return query_pb2.CaseViewing(
        at=instant_text(viewing.at),
        viewer_agency=viewing.viewer_agency,
        viewer_role=viewing.viewer_role,
        viewer=viewing.viewer if own else "",
        kind=viewing.kind,
        bases=sorted(one.bases),
        field_codes=sorted(one.field_codes),
        source_event_ids=sorted(map(id_text, one.sources)),
        event_id=id_text(viewing.event_id),
    )
