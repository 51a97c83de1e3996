"""The agenda of a conference: each case once, in the part where it stands first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from protos.enishi.v1 import query_pb2
from schemas.times import JST
from services.console.agenda import OTHERS, PLANS, REQUESTS, REVIEWS, Entry, agenda

NOW = datetime(2026, 6, 12, 9, 0, tzinfo=JST)
PAST = "2026-06-11T17:15:00+09:00"
FUTURE = "2026-06-12T17:15:00+09:00"


def item(case: str, state: str, **fields: Any) -> query_pb2.QueueItem:
    return query_pb2.QueueItem(case_id=case, state=state, band="P4", **fields)


def clock(name: str, due: str, met_at: str = "") -> query_pb2.QueueClock:
    return query_pb2.QueueClock(clock=name, due=due, met_at=met_at)


def parts(*boards: query_pb2.QueueBoard) -> dict[str, list[Entry]]:
    return {part.name: list(part.entries) for part in agenda(boards, NOW)}


def cases(*boards: query_pb2.QueueBoard) -> dict[str, list[str]]:
    return {name: [one.case_id for one in found] for name, found in parts(*boards).items()}


def test_requests_stand_in_the_part_of_their_state_in_the_order_of_the_queue() -> None:
    first = query_pb2.QueueBoard(
        items=[item("b", "REQUESTED"), item("a", "AWAITING_CONFERENCE"), item("c", "PLANNING")]
    )
    second = query_pb2.QueueBoard(items=[item("d", "AWAITING_CONFERENCE"), item("e", "ACCEPTED")])
    assert cases(first, second) == {
        PLANS: ["a", "d"],
        REQUESTS: ["b"],
        REVIEWS: [],
        OTHERS: ["c", "e"],
    }


def test_work_that_is_late_is_reviewed_and_a_late_first_response_is_not() -> None:
    board = query_pb2.QueueBoard(
        items=[
            item("late", "ACCEPTED", clocks=[clock("ASSESSMENT", PAST)]),
            item("in time", "ACCEPTED", clocks=[clock("ASSESSMENT", FUTURE)]),
            item("met", "PLANNING", clocks=[clock("ASSESSMENT", PAST, PAST)]),
            item("urgent", "ACCEPTED", clocks=[clock("P1_RESPONSE", PAST)]),
        ]
    )
    assert cases(board)[REVIEWS] == ["late"]
    assert cases(board)[OTHERS] == ["in time", "met", "urgent"]


def test_a_review_that_waits_and_a_plan_that_is_due_stand_there_with_their_day() -> None:
    board = query_pb2.QueueBoard(
        alerts=[
            query_pb2.QueueAlert(alert="CONSENT_REVIEW", case_id="withdrawn", due=PAST),
            query_pb2.QueueAlert(alert="CONSENT_REVIEW", case_id="met", due=PAST, met_at=PAST),
            query_pb2.QueueAlert(alert="TRANSFER_MISMATCH", about="elsewhere"),
        ],
        watch=[
            query_pb2.Watched(list="MONITORING_DUE", case_id="monitored", due=FUTURE),
            query_pb2.Watched(list="NO_LEAD", case_id="led by nobody"),
        ],
    )
    found = parts(board)[REVIEWS]
    assert [(one.case_id, one.why, one.late) for one in found] == [
        ("withdrawn", "CONSENT_REVIEW", True),
        ("monitored", "MONITORING_DUE", False),
    ]


def test_a_case_stands_once() -> None:
    waiting = item("twice", "AWAITING_CONFERENCE", clocks=[clock("PLAN_DRAFT", PAST)])
    due = query_pb2.Watched(list="EVALUATION_DUE", case_id="twice", due=PAST)
    found = cases(query_pb2.QueueBoard(items=[waiting, item("twice", "REQUESTED")], watch=[due]))
    assert found == {PLANS: ["twice"], REQUESTS: [], REVIEWS: [], OTHERS: []}


def test_only_what_is_due_is_chosen_beforehand() -> None:
    chosen = {part.name for part in agenda([query_pb2.QueueBoard()], NOW) if part.chosen}
    assert chosen == {PLANS, REVIEWS}


def test_an_empty_board_gives_empty_parts() -> None:
    assert [part.entries for part in agenda([], NOW)] == [(), (), (), ()]
