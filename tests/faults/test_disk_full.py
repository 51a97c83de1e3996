"""A full disk gives explicit errors and loses nothing; with space again, everything goes on."""

from __future__ import annotations

import pytest

from protos.enishi.v1 import adapter_pb2
from tests.eventually import eventually
from tests.faults.load import Receipts, requests
from tests.faults.oracle import check
from tests.faults.small_disk import small_disk
from tests.refusals import refusal_of
from tests.samples import MUNICIPALITY
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS, Running, World


def test_a_full_event_store_refuses_and_accepts_again_once_there_is_space(
    embedded_world: World,
) -> None:
    world, receipts = embedded_world, Receipts()
    with (
        small_disk(world.settings.adapter(MUNICIPALITY, "HOK-1"), 1500) as disk,
        world.run() as running,
    ):
        refused = _fill(running, receipts)
        other = running.adapter("JIR-1").Record(requests("JIR-1", 1)[0], timeout=CALL_SECONDS)
        receipts.keep("JIR-1", other)
        disk.enlarge(64)
        adapter = running.adapter("HOK-1")
        receipts.keep("HOK-1", adapter.Record(refused, timeout=CALL_SECONDS))
        for each in requests("HOK-1", 5):
            receipts.keep("HOK-1", adapter.Record(each, timeout=CALL_SECONDS))
        check(world, receipts.by_agency)


@pytest.mark.parametrize(
    ("part", "message"),
    [("log", "log not reached, events wait in the ledger"), ("projector", "view not written")],
)
def test_a_full_log_or_view_holds_nothing_up_for_good(
    embedded_world: World, part: str, message: str
) -> None:
    world, receipts = embedded_world, Receipts()
    folder = {
        "log": world.settings.log_file.parent,
        "projector": world.settings.projector(MUNICIPALITY),
    }[part]
    with small_disk(folder, 1500) as disk, world.run() as running:
        adapter = running.adapter("HOK-1")
        for number in range(150):
            receipts.keep("HOK-1", adapter.Record(_large(number), timeout=CALL_SECONDS))
        eventually(lambda: message in running.said(), "the full disk is reported")
        disk.enlarge(64)
        check(world, receipts.by_agency)


def _fill(running: Running, receipts: Receipts) -> adapter_pb2.RecordRequest:
    """Send until the store is full; returns what it refused."""
    adapter = running.adapter("HOK-1")
    for number in range(1000):
        request = _large(number)
        call = adapter.Record.future(request, timeout=CALL_SECONDS)
        if call.exception() is not None:
            refused = refusal_of(call)
            assert (refused.status, refused.code) == ("UNAVAILABLE", "STORE_UNAVAILABLE")
            return request
        receipts.keep("HOK-1", call.result())
    raise AssertionError("the disk does not fill")


def _large(number: int) -> adapter_pb2.RecordRequest:
    event = wire_event(
        "ConsultationReceived",
        record=f"large {number}",
        agency="HOK-1",
        narrative="長い相談" * 3000,
    )
    return adapter_pb2.RecordRequest(event=event)
