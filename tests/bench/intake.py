"""intake-stream and intake-unary: adapter with its relay running, against a gRPC echo."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from typing import Any

import grpc

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc
from services.wiring.certificates import client_credentials
from tests.bench.echo_server import SERVICE
from tests.bench.events import MUNICIPALITY, requests
from tests.bench.figures import Figure, alternating, figure
from tests.bench.places import Place
from tests.bench.processes import serving

AGENCY = "HOK-1"
CALLERS = 16
"""Callers of the unary method at a time: the counters of one agency."""

StreamCall = Callable[[Iterator[adapter_pb2.RecordRequest]], Iterable[object]]
Requests = Sequence[adapter_pb2.RecordRequest]


def measure_intake(place: Place, events: int, rounds: int) -> list[Figure]:
    """Events a second through the adapter, acknowledged, and messages a second through echo."""
    place.prepare([AGENCY])
    tls = place.settings.tls(MUNICIPALITY)
    fresh = count()

    def batch(size: int) -> Requests:
        return requests(AGENCY, size, start=next(fresh) * 1_000_000)

    with (
        serving("tests.bench.adapter_server", str(place.home), place.bootstrap, AGENCY) as adapter,
        serving("tests.bench.echo_server", str(place.home / "echo")) as echo_server,
        _channel(adapter.port, tls) as channel,
        _channel(echo_server.port, place.home / "echo" / "tls") as echo,
    ):
        stub = adapter_pb2_grpc.AdapterStub(channel)
        echo_stream = _echo(echo.stream_stream, "Stream")
        echo_unary = _echo(echo.unary_unary, "Unary")
        stream = alternating(
            lambda: _streamed(stub.RecordStream, batch(events), _accepted),
            lambda: _streamed(echo_stream, batch(events), _echoed),
            rounds,
        )
        calls = max(events // 4, CALLERS)
        unary = alternating(
            lambda: _called(stub.Record, batch(calls)),
            lambda: _called(echo_unary, batch(calls)),
            rounds,
        )
    driver = place.driver
    return [
        figure(f"intake-stream.{driver}", "events/s", *stream, "gRPC echo stream", "≥ 0.5"),
        figure(f"intake-unary.{driver}", "events/s", *unary, f"gRPC echo, {CALLERS} callers", ""),
    ]


def _channel(port: int, tls: Path) -> grpc.Channel:
    return grpc.secure_channel(f"localhost:{port}", client_credentials(tls, AGENCY))


def _echo(kind: Callable[..., Any], method: str) -> Any:
    message = adapter_pb2.RecordRequest
    return kind(f"/{SERVICE}/{method}", message.SerializeToString, message.FromString)


def _streamed(call: StreamCall, batch: Requests, check: Callable[[object], bool]) -> float:
    started = time.perf_counter()
    answers = call(iter(batch))
    good = sum(1 for answer in answers if check(answer))
    seconds = time.perf_counter() - started
    if good != len(batch):
        raise RuntimeError(f"{len(batch) - good} of {len(batch)} events were not accepted")
    return good / seconds


def _called(call: Callable[..., object], batch: Requests) -> float:
    with ThreadPoolExecutor(CALLERS) as pool:
        started = time.perf_counter()
        answers = list(pool.map(call, batch))
        seconds = time.perf_counter() - started
    return len(answers) / seconds


def _accepted(answer: object) -> bool:
    return isinstance(answer, adapter_pb2.RecordAnswer) and answer.HasField("receipt")


def _echoed(answer: object) -> bool:
    return isinstance(answer, adapter_pb2.RecordRequest)
