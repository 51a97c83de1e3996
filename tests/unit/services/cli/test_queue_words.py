"""What the coordination team reads of its queue on a terminal."""

from __future__ import annotations

from typing import Any

from protos.enishi.v1 import query_pb2
from services.cli.rendering.queue import board_parts, explanation_parts, preview_parts
from tests.unit.services.cli.rendering.printed import printed

REQUEST = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"
DUE = "2026-06-10T17:15:00+09:00"


def item(**fields: Any) -> query_pb2.QueueItem:
    known: dict[str, Any] = {
        "request_id": REQUEST,
        "state": "REQUESTED",
        "band": "P3",
        "rule_band": "P3",
        "score": 45,
        "due": DUE,
        "name": "例 花子",
    }
    return query_pb2.QueueItem(**{**known, **fields})


def test_a_request_is_a_row_with_what_the_team_decides_by() -> None:
    board = query_pb2.QueueBoard(items=[item()], counts=query_pb2.QueueCounts(items=1))

    text = printed(board_parts(board))

    row = next(line for line in text.splitlines() if REQUEST[:8] in line)
    assert row.startswith("P3")
    assert "45" in row
    assert "例 花子" in row
    assert "依頼 Requests: 1" in text


def test_a_name_that_may_not_be_seen_is_said_to_be_so() -> None:
    text = printed(board_parts(query_pb2.QueueBoard(items=[item(name="")])))

    assert "非公開" in text


def test_a_name_cannot_drive_the_terminal() -> None:
    text = printed(board_parts(query_pb2.QueueBoard(items=[item(name="\x1b[2J")])))

    assert "\x1b[2J" not in text


def test_what_is_late_and_what_is_silent_comes_first() -> None:
    board = query_pb2.QueueBoard(
        items=[item()],
        alarms=[query_pb2.QueueAlarm(clock="TRIAGE", about=REQUEST, due=DUE)],
        stale_sources=[query_pb2.StaleSource(agency_id="HOK-1", since=DUE)],
    )

    lines = printed(board_parts(board)).splitlines()

    assert "同期遅延 HOK-1" in lines[0]
    assert lines[1].startswith("✖ 期限超過 Late: 判定 Triage  2026-06-10 17:15")


def test_an_explanation_adds_up_before_ones_eyes() -> None:
    explained = query_pb2.RankExplanation(
        item=item(band="P2", override_reason="SAFETY", rules_version=1),
        terms=[
            query_pb2.TermExplanation(term="I", counted=3, points=15, event_ids=["e-1"]),
            query_pb2.TermExplanation(term="M", counted=0, points=0),
        ],
        at=DUE,
    )

    text = printed(explanation_parts(explained))

    assert "I 課題 Issues" in text
    assert "e-1" in text
    assert "計 Score 45 → P2（規則では by the rules P3）" in text


def test_a_preview_shows_from_where_to_where() -> None:
    move = query_pb2.RankMove(
        request_id=REQUEST,
        place=2,
        new_place=1,
        band="P4",
        new_band="P3",
        score=30,
        new_score=30,
    )

    text = printed(preview_parts(query_pb2.RulesPreview(moves=[move], items=4)))

    assert "2 → 1" in text
    assert "P4 → P3" in text
    assert "1 of 4 would move" in text
