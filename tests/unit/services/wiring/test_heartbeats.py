from __future__ import annotations

import threading
from datetime import datetime
from pathlib import Path

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from schemas.times import JST
from services.clock import FixedClock
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.heartbeats import heartbeats
from services.wiring.logs import EmbeddedLogs
from tests.world import READER

NOON = datetime(2026, 6, 1, 12, tzinfo=JST)


def test_every_adapter_of_the_process_gives_a_sign_of_life(tmp_path: Path) -> None:
    settings = Settings(tmp_path)
    logs = EmbeddedLogs(settings)
    agencies = ["HOK-1", "ENV-1", "SYS-1", "AU-1"]
    backbone = Backbone(settings, "131016", agencies, FixedClock(NOON), logs)
    backbone.start()
    try:
        backbone.beat()
        backbone.wait_projected(30.0)
        with backbone.channel(backbone.query_target(), "AU-1") as channel:
            status = query_pb2_grpc.HouseholdsStub(channel).Status(
                query_pb2.GetViewStatusRequest(), metadata=READER
            )
    finally:
        backbone.stop()
        logs.close()

    assert {source.agency_id: source.last_heard for source in status.sources} == dict.fromkeys(
        agencies, NOON.isoformat()
    )


def test_the_first_beat_comes_after_one_interval_and_then_again_and_again() -> None:
    beaten = threading.Semaphore(0)
    beating = heartbeats(beaten.release, 0.001)
    beating.start()

    assert all(beaten.acquire(timeout=30.0) for _ in range(3))
    beating.stop()
