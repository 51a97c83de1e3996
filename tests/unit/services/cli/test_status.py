"""What ``enishi status`` says of each state a source can be in."""

from __future__ import annotations

import io
from typing import Any

import pytest
from rich.console import Console

from protos.enishi.v1 import adapter_pb2, query_pb2
from services.cli.status import SourceLine, print_closing, sources_table


def shown(source: query_pb2.SourceStatus, view: query_pb2.ViewStatus | None = None) -> str:
    """The table and what follows, at 80 columns."""
    text = io.StringIO()
    console = Console(file=text, width=80, markup=False)
    adapter = adapter_pb2.AdapterStatus(last_sequence=12, relay_backlog=3)
    lines = [SourceLine(source, adapter)]
    console.print(sources_table(lines))
    print_closing(console, view or query_pb2.ViewStatus(), lines)
    return text.getvalue()


def source(**fields: Any) -> query_pb2.SourceStatus:
    """HOK-1 after nine records."""
    fields = {"agency_id": "HOK-1", "sequence": 9, "lag": 2, **fields}
    return query_pb2.SourceStatus(**fields)


def test_a_source_in_step_is_ok_with_its_numbers() -> None:
    line = shown(source(last_heard="2026-06-01T09:00:00+09:00")).splitlines()[2]

    assert line.split() == ["HOK-1", "12", "3", "9", "2", "2026-06-01", "09:00", "正常", "ok"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"sequence": 0}, "未受信 nothing yet"),
        ({"stale": True}, "同期遅延 stale"),
        ({"set_aside": 4}, "保留 set aside 4"),
        ({"sharing_closed": True}, "共有停止 closed"),
        ({"alarm": "GAP"}, "欠番 gap: stopped"),
        ({"alarm": "TRUNCATED"}, "欠落 cut: stopped"),
        ({"alarm": "NEWER_THAN_THIS"}, "NEWER_THAN_THIS: stopped"),
        ({"lag": -1}, "✖ ログに届きません"),
    ],
    ids=str,
)
def test_every_trouble_is_said_in_words(fields: dict[str, Any], words: str) -> None:
    assert words in shown(source(**fields))


def test_what_an_operator_must_do_follows() -> None:
    said = shown(source(alarm="GAP"), query_pb2.ViewStatus(dead_letters=2, closed_cases=1))

    assert "enishi dead list" in said
    assert "事例 1 case(s)" in said
    assert "restore that agency's topic" in " ".join(said.split())


def test_open_sharing_is_said_too() -> None:
    assert "共有 Sharing: 開 open" in shown(source())


def test_an_adapter_that_cannot_be_asked_is_not_shown_as_empty() -> None:
    text = io.StringIO()
    Console(file=text, width=80).print(sources_table([SourceLine(source(), None)]))

    assert text.getvalue().splitlines()[2].split()[:4] == ["HOK-1", "–", "–", "9"]
