"""end-to-end-p99: from the adapter's answer to the event being in the household view."""

from __future__ import annotations

import json
import statistics
import threading
import time
from collections.abc import Iterator, Sequence
from typing import TypeVar

import grpc

from protos.enishi.v1 import adapter_pb2_grpc
from schemas.record import LogRecord
from schemas.topics import agency_topic
from services.log.port import Log
from services.wiring.certificates import client_credentials
from tests.bench.events import MUNICIPALITY, requests
from tests.bench.figures import Figure, figure
from tests.bench.places import Place
from tests.bench.processes import serving
from tests.bench.projector_server import AGENCY, WARM_UP

Item = TypeVar("Item")
RATE = 200
RAW = "KOD-1"


def measure_latency(place: Place, events: int) -> Figure:
    """Milliseconds at the 99th percentile at 200 events a second, against the bare log's."""
    place.prepare([AGENCY, RAW])
    raw = _p99(_raw_latencies(place, events))
    tls = place.settings.tls(MUNICIPALITY)
    warm_up, batch = requests(AGENCY, WARM_UP), requests(AGENCY, events, start=1_000_000)
    home, bootstrap = str(place.home), place.bootstrap
    with (
        serving("tests.bench.adapter_server", home, bootstrap, AGENCY) as server,
        serving("tests.bench.projector_server", home, bootstrap, str(events)) as projector,
    ):
        credentials = client_credentials(tls, AGENCY)
        with grpc.secure_channel(f"localhost:{server.port}", credentials) as channel:
            stub = adapter_pb2_grpc.AdapterStub(channel)
            for request in warm_up:
                stub.Record(request)
            projector.line()
            acknowledged: dict[int, float] = {}
            for request in _paced(batch):
                receipt = stub.Record(request)
                acknowledged[receipt.sequence] = time.monotonic()
        visible = json.loads(projector.line())
    waits = [max(0.0, visible[seq - WARM_UP - 1] - moment) for seq, moment in acknowledged.items()]
    return figure(
        f"end-to-end-p99.{place.driver}",
        "ms",
        _p99(waits),
        raw,
        f"append → read of the bare log, {RATE}/s",
        "< 250 ms" if place.bootstrap else "",
    )


def _paced(batch: Sequence[Item]) -> Iterator[Item]:
    """The items at a steady rate, as an agency's day would bring them."""
    started = time.monotonic()
    for at, item in enumerate(batch):
        pause = started + at / RATE - time.monotonic()
        if pause > 0:
            time.sleep(pause)
        yield item


def _p99(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=100)[98] * 1000


def _raw_latencies(place: Place, events: int) -> list[float]:
    """Append one record at a time at the same rate; a reader notes when each comes out."""
    logs = place.logs()
    topic = agency_topic(MUNICIPALITY, RAW)
    log = logs.as_principal(RAW)
    writer = log.writer()
    read_at: list[float] = []
    ready = threading.Event()
    reader = threading.Thread(
        target=_read, args=(logs.as_principal("projector"), topic, events, read_at, ready)
    )
    reader.start()
    ready.wait()
    written: list[float] = []
    record = LogRecord(b"key", (("ce_id", b"bench"),), bytes(400))
    for _ in _paced(range(events)):
        writer.append(topic, [record])
        written.append(time.monotonic())
    reader.join()
    writer.close()
    logs.close()
    return [max(0.0, out - into) for into, out in zip(written, read_at, strict=True)]


def _read(log: Log, topic: str, events: int, read_at: list[float], ready: threading.Event) -> None:
    reader = log.reader({topic: 0})
    reader.poll(1, 0.0)
    ready.set()
    while len(read_at) < events:
        delivered = reader.poll(1000, 1.0)
        now = time.monotonic()
        read_at.extend(now for _ in delivered)
    reader.close()
