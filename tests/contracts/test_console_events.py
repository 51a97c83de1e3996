"""The board's stream: what is recorded arrives at whoever has the page open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest

from services.console.sessions import COOKIE
from tests.contracts.consoles import asked, served, signed_in, token
from tests.reading_town import SECONDS, ReadingTown, reading_town


@pytest.fixture
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture
def worker(town: ReadingTown) -> Iterator[httpx2.Client]:
    with (
        served(town) as address,
        httpx2.Client(base_url=address, timeout=SECONDS, trust_env=False) as client,
    ):
        yield signed_in(client)


def events(stream: httpx2.Response) -> Iterator[dict[str, Any]]:
    """The data of each board event, with its id."""
    fields: dict[str, str] = {}
    for line in stream.iter_lines():
        if line:
            name, _, value = line.partition(": ")
            fields[name] = value
            continue
        if fields.get("event") == "board":
            yield {"id": fields["id"], **json.loads(fields["data"])}
        fields = {}


def test_a_new_request_arrives_in_the_open_stream(town: ReadingTown, worker: httpx2.Client) -> None:
    with worker.stream("GET", "/board/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        boards = events(stream)
        first = next(boards)
        assert "待っている依頼はありません" in first["html"]
        assert first["news"] == ""

        request, _ = asked(town, "new", "<b>渡邊</b> 花子")
        arrived = next(each for each in boards if request in each["html"])

    assert arrived["news"].startswith("新しい依頼 1件")
    assert arrived["id"]
    assert "&lt;b&gt;渡邊&lt;/b&gt; 花子" in arrived["html"]
    assert "<b>" not in arrived["html"]


def test_a_stream_ends_with_its_session(town: ReadingTown, worker: httpx2.Client) -> None:
    form = {"csrf": token(worker.get("/"))}
    cookie = {"Cookie": f"{COOKIE}={worker.cookies[COOKIE]}"}
    with worker.stream("GET", "/board/events", headers=cookie) as stream:
        boards = events(stream)
        next(boards)
        worker.post("/sign-out", data=form)
        asked(town, "later", "山田 太郎")
        assert [each for each in boards if "山田" in each["html"]] == []
