"""The log is out of reach for a while: events wait in the ledgers and all arrive afterwards."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from protos.enishi.v1 import adapter_pb2
from tests.eventually import eventually
from tests.faults.load import Receipts, requests
from tests.faults.oracle import check
from tests.world import CALL_SECONDS, Running, World
from tests.worlds import KafkaWorld


def test_events_wait_while_another_process_holds_the_embedded_log(embedded_world: World) -> None:
    world, receipts = embedded_world, Receipts()
    with world.run() as running:
        with closing(sqlite3.connect(world.settings.log_file, isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            _send(running, receipts)
            assert _status(running).relay_backlog == 20
        check(world, receipts.by_agency)
        eventually(lambda: _status(running).relay_backlog == 0, "the relay has caught up")


@pytest.mark.kafka
def test_events_wait_while_the_broker_hangs(kafka_world: KafkaWorld) -> None:
    world, broker, receipts = kafka_world.world, kafka_world.broker, Receipts()
    broker.start()
    with world.run() as running:
        broker.pause()
        try:
            _send(running, receipts)
            assert _status(running).relay_backlog > 0
        finally:
            broker.resume()
        check(world, receipts.by_agency)
        eventually(lambda: _status(running).relay_backlog == 0, "the relay has caught up")


def _send(running: Running, receipts: Receipts) -> None:
    adapter = running.adapter("KOD-1")
    for each in requests("KOD-1", 20):
        receipts.keep("KOD-1", adapter.Record(each, timeout=CALL_SECONDS))


def _status(running: Running) -> adapter_pb2.AdapterStatus:
    adapter = running.adapter("KOD-1")
    return adapter.GetStatus(adapter_pb2.GetStatusRequest(), timeout=CALL_SECONDS)
