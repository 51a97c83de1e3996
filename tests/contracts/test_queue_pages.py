"""A board of many requests comes in pages, each recorded for what it shows, with whole counts."""

from __future__ import annotations

from typing import Any

import grpc
import pytest

from projections.queue.rules import HERE
from protos.enishi.v1 import query_pb2
from tests.contracts.test_queue import Client, asked, desk, ids, town
from tests.reading_town import ReadingTown

__all__ = ["town"]

RULES = (HERE / "rules.v1.json").read_text(encoding="utf-8")


def page(town: ReadingTown, **wanted: Any) -> query_pb2.QueueBoard:
    question = query_pb2.ListQueueRequest(**wanted)
    board: query_pb2.QueueBoard = town.ask("CT-1", "Queue.List", question)
    return board


def three(town: ReadingTown) -> list[Client]:
    """The oldest first; the last is raised to P2 and so comes before them all."""
    clients = [asked(town, f"p-{n}", days=11 - n) for n in range(3)]
    town.send(desk(clients[2], "priorityOverridden", 20, band="P2", reason="SAFETY"))
    town.settle()
    return [clients[2], clients[0], clients[1]]


def test_pages_follow_each_other_and_count_the_whole(town: ReadingTown) -> None:
    clients = three(town)
    first = page(town, limit=2)
    assert ids(first) == [client.request for client in clients[:2]]
    assert first.next == clients[1].request
    assert (first.counts.items, dict(first.counts.bands)) == (3, {"P2": 1, "P4": 2})
    last = page(town, limit=2, after=first.next)
    assert (ids(last), last.next) == ([clients[2].request], "")
    assert last.counts == first.counts
    shown = [len(viewing["subject_cases"]) for viewing in town.trail()[-2:]]
    assert shown == [2, 1]


def test_a_band_alone_is_shown_and_paged(town: ReadingTown) -> None:
    clients = three(town)
    urgent = page(town, bands=["P2"])
    assert (ids(urgent), urgent.counts.items) == ([clients[0].request], 3)
    ordinary = page(town, bands=["P4"], limit=1)
    assert (ids(ordinary), ordinary.next) == ([clients[1].request], clients[1].request)
    code, *_ = town.refusal("CT-1", "Queue.List", query_pb2.ListQueueRequest(bands=["P9"]))
    assert code == grpc.StatusCode.INVALID_ARGUMENT


def test_other_rules_are_tried_without_changing_anything(town: ReadingTown) -> None:
    clients = three(town)
    before = ids(page(town))
    other = RULES.replace('"p3_from": 40', '"p3_from": 0').replace('"version": 1', '"version": 2')
    question = query_pb2.PreviewRulesRequest(rules=other)
    preview: query_pb2.RulesPreview = town.ask("CT-1", "Queue.Preview", question)
    moved = {move.request_id: (move.band, move.new_band) for move in preview.moves}
    assert moved == {client.request: ("P4", "P3") for client in clients[1:]}
    assert (preview.items, preview.rules_version, preview.preview_version) == (3, 1, 2)
    same: query_pb2.RulesPreview = town.ask(
        "CT-1", "Queue.Preview", query_pb2.PreviewRulesRequest(rules=RULES)
    )
    assert not same.moves
    assert ids(page(town)) == before


@pytest.mark.parametrize("agency", ["MU-1", "HOK-1"])
def test_other_desks_have_nothing_to_try_rules_on(town: ReadingTown, agency: str) -> None:
    three(town)
    preview: query_pb2.RulesPreview = town.ask(
        agency, "Queue.Preview", query_pb2.PreviewRulesRequest(rules=RULES)
    )
    assert preview.items == 0
