"""The three calls about break-glasses: use, review, what is to be reviewed."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import NoReturn
from uuid import UUID

import grpc
from google.protobuf.timestamp_pb2 import Timestamp

from projections.household.glimpse import Glimpse
from projections.visibility.reader import Glass, Reader
from protos.enishi.v1 import events_pb2, query_pb2
from schemas.codes import code_list
from services.caller import Caller
from services.clock import Clock
from services.query.break_glass import Ask, AskInvalid, BreakGlasses, read_ask, review_due
from services.query.own_stream import NotStored, OwnStream
from services.query.reader import MUNICIPALITY, Context
from services.query.reading import NOT_RECORDED, Admission, end, invalid
from services.query.recorded import grounds
from services.query.viewing import Opened, Viewing
from services.query.viewing_event import system_envelope

AUDITOR = "AU"
LIFE_BODY = "LIFE_BODY"


class BreakGlassServer:
    """Answers; every answer is recorded first."""

    def __init__(
        self,
        admission: Admission,
        glasses: BreakGlasses,
        stream: OwnStream,
        owner: Caller,
        clock: Clock,
    ) -> None:
        self._admission = admission
        self._glasses = glasses
        self._stream = stream
        self._owner = owner
        self._clock = clock

    async def use(
        self, request: query_pb2.BreakGlassRequest, context: Context
    ) -> query_pb2.BreakGlassAnswer:
        """A few fields of one person: opened anew, or read again until they expire."""
        reader = await self._admission.reader(context)
        try:
            ask = read_ask(request, self._glasses.policy)
        except AskInvalid as error:
            await invalid(context, error.field, error.advice)
        if ask.again is None:
            glass: Glass | None = self._glasses.new(ask)
        else:
            glass = await asyncio.to_thread(self._glasses.find, reader, ask)
        if glass is None:
            await self._nothing(context, reader, ask, "NOT_PERMITTED")
        glimpse = await asyncio.to_thread(self._glasses.look, reader, glass)
        if not glimpse.values:
            await self._nothing(context, reader, ask, glimpse.reason)
        # What was not shown was not opened either: nobody has to answer for it.
        glass = replace(glass, field_codes=frozenset(value.field for value in glimpse.values))
        await self._admission.viewed(context, _viewing(reader, ask, glass, glimpse))
        if ask.again is None:
            self._glasses.issue(reader, glass)
        return _answer(glass, glimpse)

    async def review(
        self, request: query_pb2.ReviewBreakGlassRequest, context: Context
    ) -> query_pb2.ReviewBreakGlassAnswer:
        """事後審査 by the municipality; never by the person who used it."""
        reader = await self._admission.reader(context)
        if reader.code != MUNICIPALITY:
            await self._refuse(context, reader, "break-glasses are reviewed by the municipality")
        try:
            break_glass_id = UUID(request.break_glass_id).bytes
        except ValueError:
            await invalid(context, "break_glass_id", "give a UUID")
        if request.verdict not in code_list("review_verdict"):
            await invalid(context, "verdict", "give a code of the list review_verdict")
        if not await asyncio.to_thread(self._glasses.known, break_glass_id):
            viewing = Viewing("AccessDenied", reader, "NO_RESULT", asked_for=break_glass_id)
            await self._admission.denied(context, viewing)
        event = events_pb2.Event(
            envelope=system_envelope(self._owner, self._clock.now()),
            break_glass_reviewed=events_pb2.BreakGlassReviewed(
                break_glass_id=str(UUID(bytes=break_glass_id)),
                reviewer=reader.user,
                reviewer_agency=reader.agency_id,
                verdict=request.verdict,
            ),
        )
        try:
            event_id = await self._stream.record(event)
        except NotStored as error:
            if error.passing:
                await end(context, grpc.StatusCode.UNAVAILABLE, NOT_RECORDED)
            await end(context, grpc.StatusCode.FAILED_PRECONDITION, str(error))
        return query_pb2.ReviewBreakGlassAnswer(event_id=str(UUID(bytes=event_id)))

    async def to_review(
        self, request: query_pb2.BreakGlassesToReviewRequest, context: Context
    ) -> query_pb2.BreakGlassesToReviewAnswer:
        """Every break-glass not yet reviewed, oldest first; the open ones are among them."""
        reader = await self._admission.reader(context)
        if reader.code not in (MUNICIPALITY, AUDITOR):
            await self._refuse(
                context, reader, "break-glasses are reviewed by the municipality and the auditor"
            )
        due = await asyncio.to_thread(self._glasses.to_review)
        viewing = Viewing(
            "RecordViewed",
            reader,
            "REVIEW",
            subjects=frozenset(person for each, _ in due for person in each.persons),
            source_event_ids=frozenset(each.event_id for each, _ in due),
            basis="AUDIT",
        )
        await self._admission.viewed(context, viewing)
        return query_pb2.BreakGlassesToReviewAnswer(tasks=[review_due(*each) for each in due])

    async def _nothing(self, context: Context, reader: Reader, ask: Ask, reason: str) -> NoReturn:
        viewing = Viewing(
            "AccessDenied",
            reader,
            reason,
            subjects=frozenset([ask.person]),
            field_codes=ask.field_codes,
            asked_for=ask.person,
        )
        await self._admission.denied(context, viewing)

    async def _refuse(self, context: Context, reader: Reader, message: str) -> NoReturn:
        await self._admission.viewed(context, Viewing("AccessDenied", reader, "NOT_PERMITTED"))
        await end(context, grpc.StatusCode.PERMISSION_DENIED, message)


def _viewing(reader: Reader, ask: Ask, glass: Glass, glimpse: Glimpse) -> Viewing:
    shown = Viewing(
        "RecordViewed",
        reader,
        "BREAK_GLASS",
        subjects=frozenset([ask.person, *(one.person for one in glimpse.granted)]),
        field_codes=glass.field_codes,
        grounds=grounds(glimpse.granted, glass.break_glass_id),
        source_event_ids=frozenset(glimpse.source_event_ids),
        via_links=frozenset(glimpse.via_links),
        asked_for=ask.person,
        basis=LIFE_BODY,
    )
    if ask.again is not None:
        return shown
    opened = Opened(glass.break_glass_id, glass.expires_at, ask.explanation)
    return replace(
        shown,
        kind="BreakGlassUsed",
        reason=ask.reason,
        subjects=frozenset([ask.person]),
        opened=opened,
    )


def _answer(glass: Glass, glimpse: Glimpse) -> query_pb2.BreakGlassAnswer:
    expires_at = Timestamp()
    expires_at.FromDatetime(glass.expires_at)
    return query_pb2.BreakGlassAnswer(
        break_glass_id=str(UUID(bytes=glass.break_glass_id)),
        expires_at=expires_at,
        values=[
            query_pb2.Value(
                field=value.field,
                value=value.value,
                agency_id=value.agency_id,
                event_ids=value.event_ids,
                redacted=value.redacted,
                needs_checking=value.needs_checking,
                person_ref=value.person_ref,
            )
            for value in glimpse.values
        ],
    )
