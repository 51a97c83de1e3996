"""The gRPC service of the household view: every answer decided for its reader and recorded first.

Whatever a reader may not see does not exist: absent and hidden take the same path to the same
"no result" (V2).
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

from projections.household.reach import Key
from projections.household.reading import HouseholdReading
from projections.identity.wareki import parse_date
from projections.visibility.decision import NO_RESULT
from projections.visibility.reader import Reader
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.codes import agency_code
from services.clock import Clock
from services.query.arguments import narrowed, page_size, uuid_of
from services.query.break_glass_server import BreakGlassServer
from services.query.changes import changes
from services.query.explain import Explainer, Question, QuestionInvalid, question_of
from services.query.export import exported_file
from services.query.households import SUBJECTS, SYSTEM, Households, Reading
from services.query.people import Found, People
from services.query.reader import Context
from services.query.reading import Admission, invalid
from services.query.recorded import grounds, household_viewing, nothing_shown
from services.query.status import StatusReader
from services.query.to_proto import found_message, household_message
from services.query.viewing import Viewing

DEFAULT_LIMIT = 20
MAX_NAME = 200
AUDITOR = "AU"


class HouseholdsService(query_pb2_grpc.HouseholdsServicer):
    """Answers from the view in service."""

    def __init__(
        self,
        admission: Admission,
        households: Households,
        people: People,
        explainer: Explainer,
        status: StatusReader,
        break_glasses: BreakGlassServer,
        clock: Clock,
    ) -> None:
        self._admission = admission
        self._households = households
        self._people = people
        self._explainer = explainer
        self._status = status
        self._break_glasses = break_glasses
        self._clock = clock

    async def Get(
        self, request: query_pb2.GetHouseholdRequest, context: Context
    ) -> query_pb2.Household:
        """The household of a household id, a person, a case or a plan."""
        reader = await self._reader(request, context)
        subject, asked_for = await _subject(request, context)
        reading = await asyncio.to_thread(self._households.get, reader, subject)
        viewing = household_viewing(reader, subject, asked_for, reading.household)
        if reading.household.view is None:
            await self._admission.denied(context, viewing)
        message = household_message(reading, self._clock)
        await self._admission.viewed(context, viewing)
        return message

    async def Export(
        self, request: query_pb2.GetHouseholdRequest, context: Context
    ) -> query_pb2.ExportedFile:
        """The answer of Get as a file to be handed on."""
        reader = await self._reader(request, context)
        subject, asked_for = await _subject(request, context)
        reading = await asyncio.to_thread(self._households.get, reader, subject)
        viewing = household_viewing(
            reader, subject, asked_for, reading.household, "DisclosureMade", "EXPORT"
        )
        if reading.household.view is None:
            await self._admission.denied(context, viewing)
        file = exported_file(household_message(reading, self._clock))
        await self._admission.viewed(context, viewing)
        return file

    async def Find(
        self, request: query_pb2.FindHouseholdsRequest, context: Context
    ) -> query_pb2.FindHouseholdsResponse:
        """People by name in any variant of its kanji or kana."""
        reader = await self._admission.reader(context)
        if not request.name or len(request.name) > MAX_NAME:
            await invalid(context, "name", f"give a name of 1 to {MAX_NAME} characters")
        born = parse_date(request.birth_date) if request.birth_date else None
        if born is not None and born.exact is None:
            await invalid(context, "birth_date", "give a full date such as 昭和15年3月3日")
        limit = await page_size(context, request.limit, DEFAULT_LIMIT)
        found = await asyncio.to_thread(
            self._people.find, reader, request.name, born.exact if born else None, limit
        )
        answer = query_pb2.FindHouseholdsResponse(people=[found_message(each) for each in found])
        await self._admission.viewed(context, _search_viewing(reader, found))
        return answer

    async def Watch(
        self, request: query_pb2.GetHouseholdRequest, context: Context
    ) -> AsyncIterator[query_pb2.Household]:
        """The household now, then after every change; nothing is sent while there is none, and
        one empty message when what was shown may be shown no longer."""
        reader = await self._reader(request, context)
        subject, asked_for = await _subject(request, context)
        sent: bytes | None = None
        asked_once = False
        async for _ in changes(self._households):
            reading = await asyncio.to_thread(self._households.get, reader, subject)
            message = _message(reading, self._clock)
            now_seen = _without_time(message)
            empty = reading.household.view is None
            if now_seen == sent or (empty and asked_once and sent is None):
                continue
            viewing = household_viewing(reader, subject, asked_for, reading.household)
            await self._admission.viewed(context, viewing)
            asked_once = True
            if empty and sent is None:
                continue
            sent = None if empty else now_seen
            yield message

    async def BreakGlass(
        self, request: query_pb2.BreakGlassRequest, context: Context
    ) -> query_pb2.BreakGlassAnswer:
        """緊急閲覧."""
        return await self._break_glasses.use(request, context)

    async def ReviewBreakGlass(
        self, request: query_pb2.ReviewBreakGlassRequest, context: Context
    ) -> query_pb2.ReviewBreakGlassAnswer:
        """事後審査."""
        return await self._break_glasses.review(request, context)

    async def BreakGlassesToReview(
        self, request: query_pb2.BreakGlassesToReviewRequest, context: Context
    ) -> query_pb2.BreakGlassesToReviewAnswer:
        """What is to be reviewed."""
        return await self._break_glasses.to_review(request, context)

    async def Explain(
        self, request: query_pb2.ExplainRequest, context: Context
    ) -> query_pb2.Explanation:
        """To an auditor, why an agency may or may not see an event."""
        reader = await self._admission.reader(context)
        event_id = await uuid_of(context, "event_id", request.event_id)
        explained = None
        if reader.code == AUDITOR:
            question = await _question(request, context)
            explained = await asyncio.to_thread(self._explainer.explain, question)
        if explained is None:
            await self._admission.denied(context, nothing_shown(reader, None, event_id, NO_RESULT))
        await self._admission.viewed(
            context,
            Viewing(
                kind="RecordViewed",
                reader=reader,
                reason="CASE_WORK",
                subjects=explained.subjects,
                cases=explained.cases,
                source_event_ids=frozenset([event_id]),
                asked_for=event_id,
                basis="AUDIT",
            ),
        )
        return explained.message

    async def Status(
        self, request: query_pb2.GetViewStatusRequest, context: Context
    ) -> query_pb2.ViewStatus:
        """Where the view stands against every source; counts are an auditor's (V4)."""
        agency = await self._admission.agency(context)
        status = await asyncio.to_thread(self._status.read)
        return status if agency_code(agency) == AUDITOR else _without_counts(status)

    async def _reader(self, request: query_pb2.GetHouseholdRequest, context: Context) -> Reader:
        reader = await self._admission.reader(context)
        return await narrowed(reader, request.field_codes, context)


async def _question(request: query_pb2.ExplainRequest, context: Context) -> Question:
    try:
        return question_of(request)
    except QuestionInvalid as error:
        await invalid(context, error.field, error.advice)


async def _subject(request: query_pb2.GetHouseholdRequest, context: Context) -> tuple[Key, bytes]:
    which = request.WhichOneof("by")
    if which is None:
        await invalid(context, "by", "give household_id, person_ref, case_id or plan_id")
    identifier = await uuid_of(context, which, getattr(request, which))
    return (SUBJECTS[which], identifier), identifier


def _search_viewing(reader: Reader, found: list[Found]) -> Viewing:
    """One event for the page, whether somebody was found or not."""
    readings: list[HouseholdReading] = [one.reading for one in found]
    named = {event_id for one in found for value in one.names for event_id in value.event_ids}
    granted = [
        granted
        for one in found
        for granted in one.reading.granted
        if granted.field_code == "IDENTITY"
    ]
    return Viewing(
        kind="RecordViewed" if found else "AccessDenied",
        reader=reader,
        reason="SEARCH" if found else NO_RESULT,
        subjects=frozenset(one.person for one in found),
        field_codes=frozenset(one.field_code for one in granted),
        grounds=grounds(granted),
        source_event_ids=frozenset(UUID(event_id).bytes for event_id in named),
        via_links=frozenset(link for reading in readings for link in reading.via_links),
    )


def _message(reading: Reading, clock: Clock) -> query_pb2.Household:
    if reading.household.view is None:
        return query_pb2.Household()
    return household_message(reading, clock)


def _without_time(message: query_pb2.Household) -> bytes:
    copy = query_pb2.Household()
    copy.CopyFrom(message)
    copy.ClearField("as_of")
    return copy.SerializeToString(deterministic=True)


def _without_counts(status: query_pb2.ViewStatus) -> query_pb2.ViewStatus:
    """When an agency was last heard is told where it is overdue only, of the backbone itself never:
    each record, and each viewing, moves that instant and would tell that somebody wrote or looked.
    """
    return query_pb2.ViewStatus(
        sources=[
            query_pb2.SourceStatus(
                agency_id=source.agency_id,
                last_heard=source.last_heard if _is_overdue(source) else "",
                gap=source.gap,
                alarm=source.alarm,
                stale=source.stale,
            )
            for source in status.sources
        ]
    )


def _is_overdue(source: query_pb2.SourceStatus) -> bool:
    return source.stale and agency_code(source.agency_id) != SYSTEM
