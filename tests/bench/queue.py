"""queue: one page of a board of many requests, how soon a new one is told of, and painted.

The whole municipality runs in this process on the embedded log, its stories accepted by the real
intake. A page is what ``Queue.List`` does but for the network and the storing of the viewing.
"""

from __future__ import annotations

import sqlite3
import statistics
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Final

import grpc

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, query_pb2, query_pb2_grpc
from services.clock import SystemClock
from services.query.changes import CHANGE_SECONDS
from services.query.reader import metadata_of
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.logs import EmbeddedLogs
from tests.bench.events import MUNICIPALITY
from tests.bench.figures import Figure, alternating, figure
from tests.bench.paint import Measured, measure_paint
from tests.bench.queue_town import AGENCIES, ASKING, TEAM, Asking, fill_ledgers

PAGE: Final = 50
PAGES: Final = 30
SINGLE: Final = 200
LIVE: Final = 20
"""Requests that come while somebody watches."""

PATIENCE_SECONDS: Final = 1800.0
_READER: Final = metadata_of("u-1")


class NotOnTheBoard(Exception):
    """The board does not hold every request that was accepted: a bug, not a slow day."""


def measure_queue(folder: Path, requests: int, rounds: int) -> list[Figure]:
    """Milliseconds a page and milliseconds until a watcher is told, with that many open."""
    settings, clock = Settings(folder), SystemClock()
    fill_ledgers(settings, requests, clock)
    with (
        _running(settings, clock) as backbone,
        backbone.channel(backbone.query_target(), TEAM) as channel,
        closing(_plain(folder / "plain.db", requests)) as plain,
    ):
        stub = query_pb2_grpc.QueueStub(channel)
        began = time.perf_counter()
        board = stub.List(_page(), timeout=PATIENCE_SECONDS, metadata=_READER)
        cold = time.perf_counter() - began
        if board.counts.items != requests:
            raise NotOnTheBoard(f"{board.counts.items} of {requests}")
        page, table = alternating(
            lambda: _median_ms(lambda: _asked(stub), PAGES),
            lambda: _median_ms(lambda: _selected(plain), PAGES),
            rounds,
        )
        single = _read_ms(backbone, _cases(stub, SINGLE))
        told = _live(backbone, stub, requests, clock)
        paint = measure_paint(Measured(settings, backbone, clock), requests + LIVE, rounds)
    what = f"{PAGE} rows of {requests:,} by the same columns from one SQLite table"
    interval = CHANGE_SECONDS * 1000
    return [
        figure("queue.page", "ms", page, table, f"{what}; recorded, over gRPC", "< 100 ms"),
        figure(
            "queue.first",
            "ms/request",
            cold * 1000 / requests,
            single,
            "one household view; the first board after a start",
            "≤ 1",
        ),
        figure("queue.live", "ms", told, interval, "how often a stream looks", "< 1 s"),
        *paint,
    ]


@contextmanager
def _running(settings: Settings, clock: SystemClock) -> Iterator[Backbone]:
    logs = EmbeddedLogs(settings)
    backbone = Backbone(settings, MUNICIPALITY, AGENCIES, clock, logs)
    backbone.start()
    try:
        backbone.wait_projected(PATIENCE_SECONDS)
        yield backbone
    finally:
        backbone.stop()
        logs.close()


def _page() -> query_pb2.ListQueueRequest:
    return query_pb2.ListQueueRequest(limit=PAGE)


def _asked(stub: query_pb2_grpc.QueueStub) -> None:
    stub.List(_page(), timeout=PATIENCE_SECONDS, metadata=_READER)


def _cases(stub: query_pb2_grpc.QueueStub, count: int) -> list[str]:
    """The cases of so many requests, page by page."""
    found: list[str] = []
    after = ""
    while len(found) < count:
        asked = query_pb2.ListQueueRequest(limit=PAGE, after=after)
        board = stub.List(asked, timeout=PATIENCE_SECONDS, metadata=_READER)
        found += [item.case_id for item in board.items]
        after = board.next
        if not after:
            break
    return found[:count]


def _read_ms(backbone: Backbone, cases: Sequence[str]) -> float:
    """One household view after another, by the case."""
    with backbone.channel(backbone.query_target(), TEAM) as channel:
        stub = query_pb2_grpc.HouseholdsStub(channel)
        rest = iter(cases)

        def read() -> None:
            request = query_pb2.GetHouseholdRequest(case_id=next(rest))
            stub.Get(request, timeout=PATIENCE_SECONDS, metadata=_READER)

        return _median_ms(read, len(cases))


def _median_ms(step: Callable[[], None], times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        step()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def _plain(file: Path, rows: int) -> sqlite3.Connection:
    """The queue as a single table would hold it, and nothing else."""
    plain = sqlite3.connect(file, isolation_level=None)
    plain.execute(
        "CREATE TABLE queue (band TEXT, due INT, score INT, requested_at INT, id TEXT, name TEXT)"
    )
    plain.execute("BEGIN")
    plain.executemany(
        "INSERT INTO queue VALUES (?,?,?,?,?,?)",
        ((f"P{2 + n % 3}", n * 7919 % rows, n % 60, n, str(n), "渡邉 花子") for n in range(rows)),
    )
    plain.execute("COMMIT")
    return plain


def _selected(plain: sqlite3.Connection) -> None:
    plain.execute(
        "SELECT * FROM queue ORDER BY band, due, score DESC, requested_at, id LIMIT ?", (PAGE,)
    ).fetchall()
    plain.execute("SELECT band, COUNT(*) FROM queue GROUP BY band").fetchall()


def _live(
    backbone: Backbone, queue: query_pb2_grpc.QueueStub, requests: int, clock: SystemClock
) -> float:
    """The median of the milliseconds from a receipt to the message that counts the request."""
    watched = _Watched(queue.Watch(_page(), timeout=PATIENCE_SECONDS, metadata=_READER))
    waited = []
    agency = ASKING[0]
    first = -(-requests // len(ASKING)) * len(ASKING)
    with backbone.channel(backbone.adapter_target(agency), agency) as channel:
        adapter = adapter_pb2_grpc.AdapterStub(channel)
        for turn in range(LIVE):
            watched.told_of(requests + turn)
            for event in Asking(first + turn * len(ASKING), clock.now()).told():
                adapter.Record(adapter_pb2.RecordRequest(event=event))
            accepted = time.perf_counter()
            waited.append(watched.told_of(requests + turn + 1) - accepted)
    watched.stop()
    return statistics.median(waited) * 1000


class _Watched:
    """Notes when a stream first told of so many requests."""

    def __init__(self, messages: Any) -> None:
        self._messages = messages
        self._told: dict[int, float] = {}
        self._moved = threading.Condition()
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def told_of(self, count: int) -> float:
        """When it told of ``count``, waiting until it does. Raises NotOnTheBoard."""
        with self._moved:
            if not self._moved.wait_for(lambda: count in self._told, PATIENCE_SECONDS):
                raise NotOnTheBoard(f"nobody was told of {count}")
            return self._told[count]

    def stop(self) -> None:
        """Watch no longer."""
        self._messages.cancel()
        self._thread.join()

    def _watch(self) -> None:
        for message in _until_cancelled(self._messages):
            with self._moved:
                self._told.setdefault(message.counts.items, time.perf_counter())
                self._moved.notify_all()


def _until_cancelled(messages: Iterable[query_pb2.QueueBoard]) -> Iterator[query_pb2.QueueBoard]:
    try:
        yield from messages
    except grpc.RpcError as error:
        if error.code() is not grpc.StatusCode.CANCELLED:
            raise
