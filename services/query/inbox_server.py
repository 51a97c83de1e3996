"""The gRPC service of the agency inbox."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

from google.protobuf.timestamp_pb2 import Timestamp

from projections.household.text import id_text
from projections.inbox.item import InboxItem
from projections.visibility.reader import Reader
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.clock import Clock
from services.query.arguments import page_size, uuid_of
from services.query.changes import changes
from services.query.households import Households, Reading
from services.query.inbox import Inbox, InboxPage
from services.query.reader import Context
from services.query.reading import Admission
from services.query.recorded import page_viewing
from services.query.to_proto import fill, household_message
from services.query.viewing import Viewing

DEFAULT_PAGE = 50


class InboxService(query_pb2_grpc.InboxServicer):
    """The referrals to the reader's own agency; what a page shows is a disclosure to it."""

    def __init__(
        self, admission: Admission, inbox: Inbox, households: Households, clock: Clock
    ) -> None:
        self._admission = admission
        self._inbox = inbox
        self._households = households
        self._clock = clock

    async def List(
        self, request: query_pb2.ListInboxRequest, context: Context
    ) -> query_pb2.InboxPage:
        """One page, the earliest deadline first."""
        reader = await self._admission.reader(context)
        page = await self._page(reader, request, context)
        await self._admission.viewed(context, _viewing(reader, page))
        return self._message(page)

    async def Watch(
        self, request: query_pb2.ListInboxRequest, context: Context
    ) -> AsyncIterator[query_pb2.InboxPage]:
        """The page now, then after every change."""
        reader = await self._admission.reader(context)
        sent: bytes | None = None
        async for _ in changes(self._households):
            page = await self._page(reader, request, context)
            message = self._message(page)
            seen = _without_time(message)
            if seen != sent:
                await self._admission.viewed(context, _viewing(reader, page))
                sent = seen
                yield message

    async def _page(
        self, reader: Reader, request: query_pb2.ListInboxRequest, context: Context
    ) -> InboxPage:
        limit = await page_size(context, request.limit, DEFAULT_PAGE)
        only = request.referral_id
        return await asyncio.to_thread(
            self._inbox.page,
            reader,
            ended=request.ended,
            limit=limit,
            after=request.after,
            only=id_text(await uuid_of(context, "referral_id", only)) if only else "",
        )

    def _message(self, page: InboxPage) -> query_pb2.InboxPage:
        stamp = Timestamp()
        stamp.FromDatetime(self._clock.now())
        message = query_pb2.InboxPage(next=page.next, as_of=stamp)
        for item in page.items:
            self._fill(message.items.add(), item)
        return message

    def _fill(self, message: query_pb2.InboxItem, item: InboxItem) -> None:
        fill(message.referral, item.referral)
        message.case_id = item.case_id
        message.days_left = item.days_left
        if item.package.view is not None:
            message.package.CopyFrom(household_message(Reading(item.package), self._clock))
        if item.ground is not None:
            message.legal_basis = item.ground.legal_basis
            message.compartment = item.ground.compartment
            message.consent_id = item.ground.consent_id
        message.person_refs.extend(item.person_refs)
        if item.note is not None:
            fill(message.note, item.note)
        for interim in item.interim:
            fill(message.interim.add(), interim)


def _viewing(reader: Reader, page: InboxPage) -> Viewing:
    more = [granted for item in page.items for granted in item.granted]
    return page_viewing(reader, (item.package for item in page.items), more)


def _without_time(message: query_pb2.InboxPage) -> bytes:
    copy = query_pb2.InboxPage()
    copy.CopyFrom(message)
    copy.ClearField("as_of")
    for item in copy.items:
        item.package.ClearField("as_of")
    return copy.SerializeToString(deterministic=True)
