from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from protos.enishi.v1 import adapter_pb2_grpc
from schemas.times import JST
from services.clock import FixedClock
from services.log.port import Log, LogUnavailable
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.logs import EmbeddedLogs
from tests.bench.events import requests

NOON = datetime(2026, 6, 1, 12, tzinfo=JST)


class LogsThatAreAway(EmbeddedLogs):
    """The embedded log behind a network that is down until ``back`` is set."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings)
        self.back = False

    def as_principal(self, name: str) -> Log:
        if not self.back:
            raise LogUnavailable("the network is down")
        return super().as_principal(name)

    def prepare(self, municipality: str, agencies: Sequence[str], topics: Sequence[str]) -> None:
        if not self.back:
            raise LogUnavailable("the network is down")
        super().prepare(municipality, agencies, topics)


def test_an_adapter_started_without_the_log_accepts_and_delivers_later(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    logs = LogsThatAreAway(settings)
    backbone = Backbone(settings, "131016", ["HOK-1"], FixedClock(NOON), logs)
    backbone.start()
    try:
        with backbone.channel(backbone.adapter_target("HOK-1"), "HOK-1") as channel:
            adapter = adapter_pb2_grpc.AdapterStub(channel)
            receipts = [adapter.Record(each) for each in requests("HOK-1", 10)]
        assert set(backbone.relayed().values()) == {0}

        logs.back = True
        backbone.wait_projected(60.0)
    finally:
        backbone.stop()
        logs.close()

    assert [receipt.sequence for receipt in receipts] == list(range(1, 11))
