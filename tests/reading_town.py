"""A municipality in this process whose people are read over gRPC, with what that leaves behind."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import grpc

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, query_pb2_grpc
from schemas.codec import Body, codec
from schemas.record import parse_leaf
from schemas.times import JST
from services.clock import FixedClock
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.logs import EmbeddedLogs
from tests.plain_events import MUNICIPALITY, as_request

SECONDS = 60.0
AGENCIES = ("HOK-1", "JIR-1", "CT-1", "MU-1", "ST-1", "AU-1")
MORNING = datetime(2026, 6, 12, 9, 0, tzinfo=JST)


class ReadingTown:
    """The running parts, asked as any agency's user."""

    def __init__(self, settings: Settings, backbone: Backbone, clock: FixedClock) -> None:
        self.settings = settings
        self.backbone = backbone
        self.clock = clock
        self._channels: dict[tuple[str, str], grpc.Channel] = {}

    def send(self, event: Any) -> adapter_pb2.Receipt:
        """Record one event by its own agency's adapter."""
        agency = event["envelope"]["agencyId"]
        channel = self._channel(self.backbone.adapter_target(agency), agency)
        return adapter_pb2_grpc.AdapterStub(channel).Record(as_request(event), timeout=SECONDS)

    def ask(self, agency: str, call: str, request: Any, user: str = "u-1", **metadata: str) -> Any:
        """The answer of one unary call, of Households or as ``Service.Call``. Raises
        grpc.RpcError."""
        channel = self._channel(self.backbone.query_target(), agency)
        said = [("enishi-user", user), *((f"enishi-{k}", v) for k, v in metadata.items())]
        service, _, method = call.rpartition(".")
        stub = getattr(query_pb2_grpc, f"{service or 'Households'}Stub")(channel)
        return getattr(stub, method)(request, timeout=SECONDS, metadata=said)

    def refusal(
        self, agency: str, call: str, request: Any, user: str = "u-1", **metadata: str
    ) -> tuple[grpc.StatusCode, str, tuple[tuple[str, str | bytes], ...]]:
        """Status, details and trailing metadata of a call that is refused."""
        try:
            self.ask(agency, call, request, user, **metadata)
        except grpc.RpcError as error:
            trailers = tuple((each.key, each.value) for each in error.trailing_metadata() or ())
            return error.code(), error.details() or "", trailers
        raise AssertionError(f"{call} was answered")

    def settle(self) -> None:
        """Return once everything accepted so far is in every view."""
        self.backbone.wait_projected(SECONDS)

    def frames(self, agency: str = "SYS-1") -> list[bytes]:
        """What an agency's adapter, the backbone's own or another, has stored, in order."""
        ledger = self.settings.adapter(MUNICIPALITY, agency) / "ledger.db"
        with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
            rows = connection.execute("SELECT state FROM stored_events ORDER BY rowid")
            return [row[0] for row in rows]

    def trail(self, agency: str = "SYS-1") -> list[Body]:
        """The events of an agency's stream, the backbone's own or another's, in order."""
        return [codec().decode(parse_leaf(frame).value).body for frame in self.frames(agency)]

    def close(self) -> None:
        """Close what was opened."""
        for channel in self._channels.values():
            channel.close()

    def _channel(self, target: str, agency: str) -> grpc.Channel:
        key = target, agency
        if key not in self._channels:
            self._channels[key] = self.backbone.channel(target, agency)
        return self._channels[key]


@contextmanager
def reading_town(home: Path, *more: str) -> Iterator[ReadingTown]:
    """A running town on the embedded log, its clock at MORNING; ``more``: further agencies."""
    settings, clock = Settings(home), FixedClock(MORNING)
    logs = EmbeddedLogs(settings)
    backbone = Backbone(settings, MUNICIPALITY, (*AGENCIES, *more), clock, logs)
    backbone.start()
    town = ReadingTown(settings, backbone, clock)
    try:
        yield town
    finally:
        town.close()
        backbone.stop()
        logs.close()
