"""The gRPC service of the joint queue: each desk its own board, every answer recorded first."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from uuid import UUID

import grpc

from projections.queue.request import QueueItem
from projections.queue.rules import RulesInvalid, parse_rules
from projections.visibility.decision import NO_RESULT
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import AUDITOR, Granted
from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.codes import code_list
from schemas.times import JST
from services.query.arguments import page_size, uuid_of
from services.query.changes import changes
from services.query.households import Households
from services.query.queue import MINE, NOBODY, Board, Queue
from services.query.queue_message import board_message, item_message, move_message
from services.query.reader import MEMBER, Context
from services.query.reading import Admission, end, invalid
from services.query.recorded import grounds
from services.query.viewing import Viewing

DEFAULT_PAGE = 50
AS_AUDITOR = ("A-AUDITOR", "AUDIT")


class QueueService(query_pb2_grpc.QueueServicer):
    """Lists, watches and explains."""

    def __init__(self, admission: Admission, queue: Queue, households: Households) -> None:
        self._admission = admission
        self._queue = queue
        self._households = households

    async def List(
        self, request: query_pb2.ListQueueRequest, context: Context
    ) -> query_pb2.QueueBoard:
        """The board of the reader's desk now."""
        reader = await self._reader(context)
        board = await self._board(reader, request, context)
        await self._admission.viewed(context, _viewing(reader, board))
        return board_message(board, self._households.now())

    async def Watch(
        self, request: query_pb2.ListQueueRequest, context: Context
    ) -> AsyncIterator[query_pb2.QueueBoard]:
        """The board now, then whenever it has changed; each message is recorded like a page."""
        reader = await self._reader(context)
        sent: query_pb2.QueueBoard | None = None
        async for _ in changes(self._households):
            board = await self._board(reader, request, context)
            message = board_message(board, self._households.now())
            if sent is None or _without_time(message) != _without_time(sent):
                await self._admission.viewed(context, _viewing(reader, board))
                sent = message
                yield message

    async def _reader(self, context: Context) -> Reader:
        """Who works at a desk. Whoever only sits in conferences has none; a board is read for
        working together, whatever else the call says, and is recorded so."""
        reader = await self._admission.reader(context)
        if reader.role == MEMBER:
            await self._admission.denied(context, Viewing("AccessDenied", reader, NO_RESULT))
        return replace(reader, purpose=COORDINATION)

    async def _board(
        self, reader: Reader, request: query_pb2.ListQueueRequest, context: Context
    ) -> Board:
        limit = await page_size(context, request.limit, DEFAULT_PAGE)
        bands = frozenset(request.bands)
        if bands - code_list("band").codes.keys():
            await invalid(context, "bands", "give codes of the list band")
        if request.claimed not in ("", MINE, NOBODY):
            await invalid(context, "claimed", f"give {MINE} or {NOBODY}, or leave it out")
        return await asyncio.to_thread(
            self._queue.board,
            reader,
            limit=limit,
            after=request.after,
            bands=bands,
            claimed=request.claimed,
        )

    async def Explain(
        self, request: query_pb2.ExplainRankRequest, context: Context
    ) -> query_pb2.RankExplanation:
        """How one request stood, by ids and counts alone: who reads it now need not be who could
        read names then."""
        reader = await self._reader(context)
        request_id = await uuid_of(context, "request_id", request.request_id)
        now = self._households.now()
        at = now
        if request.HasField("at"):
            if not 0 <= request.at.seconds <= now.timestamp():
                await invalid(context, "at", "give an instant since 1970 that has passed")
            at = request.at.ToDatetime(tzinfo=JST)
        item = await asyncio.to_thread(self._queue.explain, reader, request_id, at)
        if item is None:
            nothing = Viewing("AccessDenied", reader, NO_RESULT, asked_for=request_id)
            await self._admission.denied(context, nothing)
        basis = "AUDIT" if reader.code == AUDITOR else "NONE"
        shown = Viewing("RecordViewed", reader, "CASE_WORK", asked_for=request_id, basis=basis)
        await self._admission.viewed(context, shown)
        return _explanation(item, at)

    async def Preview(
        self, request: query_pb2.PreviewRulesRequest, context: Context
    ) -> query_pb2.RulesPreview:
        """What rules that are not in force would move on the reader's own board."""
        reader = await self._reader(context)
        try:
            rules = parse_rules(request.rules, "rules")
        except RulesInvalid as error:
            await end(context, grpc.StatusCode.INVALID_ARGUMENT, str(error))
        moves = await asyncio.to_thread(self._queue.preview, reader, rules)
        basis = "AUDIT" if reader.code == AUDITOR else "NONE"
        await self._admission.viewed(
            context, Viewing("RecordViewed", reader, "CASE_WORK", basis=basis)
        )
        return query_pb2.RulesPreview(
            moves=[move_message(move) for move in moves if move.moved],
            items=len(moves),
            rules_version=self._queue.rules.version,
            preview_version=rules.version,
        )


def _viewing(reader: Reader, board: Board) -> Viewing:
    """One event for the board, an empty one too."""
    granted = [one for shown in board.shown for one in shown.granted]
    if reader.code == AUDITOR:
        # Made as the desk has it; the auditor reads it on the auditor's own ground (V6).
        granted = [Granted(g.person, g.field_code, *AS_AUDITOR, g.source_agency) for g in granted]
    return Viewing(
        "RecordViewed",
        reader,
        "CASE_WORK",
        subjects=frozenset(one.person for one in granted),
        cases=_cases(board),
        field_codes=frozenset(one.field_code for one in granted),
        grounds=grounds(granted),
        source_event_ids=frozenset(e for shown in board.shown for e in shown.source_event_ids),
        via_links=frozenset(link for shown in board.shown for link in shown.via_links),
        basis=None if granted else ("AUDIT" if reader.code == AUDITOR else "NONE"),
    )


def _cases(board: Board) -> frozenset[bytes]:
    """Of a case that its desk may not read (any more) the id is shown all the same."""
    ids = [one.case_id for one in board.items]
    ids += [one.case_id for one in board.flags]
    ids += [one.case_id for one in board.watch]
    named = {UUID(case_id).bytes for case_id in ids if case_id}
    return frozenset(named.union(*(shown.cases for shown in board.shown)))


def _explanation(item: QueueItem, at: datetime) -> query_pb2.RankExplanation:
    message = query_pb2.RankExplanation(item=item_message(item), at=at.astimezone(JST).isoformat())
    for field in ("name", "issues", "name_visible_to", "person_refs"):
        message.item.ClearField(field)
    for term, counted in item.score.terms.items():
        message.terms.add(
            term=term,
            counted=counted,
            points=item.score.points[term],
            event_ids=item.term_events.get(term, ()),
        )
    return message


def _without_time(board: query_pb2.QueueBoard) -> bytes:
    copy = query_pb2.QueueBoard()
    copy.CopyFrom(board)
    copy.ClearField("as_of")
    copy.ClearField("alarms_evaluated_at")
    return copy.SerializeToString(deterministic=True)
