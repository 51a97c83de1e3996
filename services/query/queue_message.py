"""The board of a desk as ``query.proto`` spells it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from google.protobuf.timestamp_pb2 import Timestamp

from projections.household.text import instant_text
from projections.queue.board import Alarm, FlagItem, Task
from projections.queue.clocks import Clock
from projections.queue.request import QueueItem
from projections.queue.score import NEVER
from protos.enishi.v1 import query_pb2
from schemas.times import day_of, to_micros
from services.query.queue import Board, Move


def board_message(board: Board, now: datetime) -> query_pb2.QueueBoard:
    """The whole board."""
    stamp = Timestamp()
    stamp.FromDatetime(now)
    evaluated = board.alarms_evaluated_at
    return query_pb2.QueueBoard(
        items=map(item_message, board.items),
        flags=map(_flag, board.flags),
        watch=[
            query_pb2.Watched(
                list=one.list,
                referral_id=one.referral_id,
                case_id=one.case_id,
                since=one.since,
                about=one.about,
                due=one.due,
            )
            for one in board.watch
        ],
        tasks=map(_task, board.tasks),
        alerts=map(_alert, board.alerts),
        alarms=map(_alarm, board.alarms),
        alarms_evaluated_at="" if evaluated is None else instant_text(to_micros(evaluated)),
        counts=query_pb2.QueueCounts(
            bands=board.by_band,
            matching=board.matching,
            items=sum(board.by_band.values()),
            flags=len(board.flags),
            watch=len(board.watch),
            tasks=len(board.tasks),
            alerts=len(board.alerts),
            alarms=len(board.alarms),
        ),
        stale_sources=[
            query_pb2.StaleSource(agency_id=one.agency_id, since=instant_text(to_micros(one.since)))
            for one in board.stale
        ],
        as_of=stamp,
        next=board.next,
    )


def item_message(item: QueueItem) -> query_pb2.QueueItem:
    """One request."""
    return query_pb2.QueueItem(
        request_id=item.request_id,
        case_id=item.case_id,
        person_refs=item.person_refs,
        name=item.name,
        name_visible_to=item.name_visible_to,
        state=item.state,
        desk=item.desk,
        requested_on=day_of(item.requested_at).isoformat(),
        requested_at=instant_text(item.requested_at),
        band=item.band,
        rule_band=item.rule_band,
        score=item.score.total,
        terms=query_pb2.Terms(**item.score.terms),
        clocks=_clocks(item.clocks),
        lead=item.lead,
        issues=item.issues,
        claimed_by=item.claimed_by,
        claimed_at=_when(item.claimed_at),
        override_reason=item.override_reason,
        rules_version=item.rules_version,
        due=_due(item),
        legal_basis=item.ground.legal_basis,
        compartment=item.ground.compartment,
        consent_id=item.ground.consent_id,
        conference_id=item.ground.conference_id,
    )


def move_message(move: Move) -> query_pb2.RankMove:
    """Where other rules would put one request."""
    now, then = move.now, move.then
    return query_pb2.RankMove(
        request_id=now.item.request_id,
        place=now.number,
        new_place=then.number,
        band=now.item.band,
        new_band=then.item.band,
        score=now.item.score.total,
        new_score=then.item.score.total,
        due=_due(now.item),
        new_due=_due(then.item),
    )


def _due(item: QueueItem) -> str:
    return "" if item.rank.due == NEVER else instant_text(item.rank.due)


def _flag(item: FlagItem) -> query_pb2.FlagItem:
    flag = item.flag
    return query_pb2.FlagItem(
        flag_id=flag.flag_id,
        flag=flag.flag,
        band=flag.band,
        state=flag.state,
        raised_at=flag.raised_at,
        case_id=item.case_id,
        clocks=_clocks(item.clocks),
    )


@lru_cache(maxsize=50_000)
def _alarm(alarm: Alarm) -> query_pb2.QueueAlarm:
    """Kept, because a board of ten thousand late requests names them all each time."""
    return query_pb2.QueueAlarm(clock=alarm.clock, about=alarm.about, due=instant_text(alarm.due))


def _clocks(clocks: Iterable[Clock]) -> list[query_pb2.QueueClock]:
    return [
        query_pb2.QueueClock(
            clock=one.clock,
            about=one.about,
            due=instant_text(one.due),
            met_at=_when(one.met_at),
            event_ids=one.event_ids,
        )
        for one in clocks
    ]


def _task(task: Task) -> query_pb2.QueueTask:
    return query_pb2.QueueTask(
        task=task.name,
        about=task.about,
        for_agency=task.for_agency,
        since=instant_text(task.since),
        due=_when(task.due),
        met_at=_when(task.met_at),
    )


def _alert(task: Task) -> query_pb2.QueueAlert:
    return query_pb2.QueueAlert(
        alert=task.name,
        about=task.about,
        for_agency=task.for_agency,
        since=instant_text(task.since),
        due=_when(task.due),
        met_at=_when(task.met_at),
        case_id=task.case_id,
    )


def _when(micros: int | None) -> str:
    return "" if micros is None else instant_text(micros)
