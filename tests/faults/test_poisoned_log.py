"""Poison and fuzz on one agency's topic: set aside, bounded, and the other agencies go on (D8)."""

from __future__ import annotations

from pathlib import Path

from protos.enishi.v1 import adapter_pb2, query_pb2
from schemas.record import LogRecord
from services.log.port import LogWriter
from tests.faults.hostile_records import hostile_records, without_a_number
from tests.faults.load import Receipts, requests
from tests.faults.oracle import views_equal_a_replay, wait_until_all_is_projected
from tests.published import published
from tests.world import CALL_SECONDS, READER, Running, World

HOSTILE = 300
POISONED, HEALTHY = "KOD-1", "HOK-1"


def test_hostile_records_are_set_aside_and_the_others_go_on(embedded_world: World) -> None:
    world, receipts = embedded_world, Receipts()
    with world.run() as running:
        _send(running, receipts, POISONED, 40)
        _send(running, receipts, HEALTHY, 20)
        wait_until_all_is_projected(world, receipts.by_agency)
        real = published(world)[world.topics[POISONED]]
        peak = _peak_kilobytes(running)
        last = max(record.sequence for record in real)
        hostile = hostile_records(real, last + 1, HOSTILE)
        _append(world, [without_a_number(real[0]), *hostile, without_a_number(real[0])])
        healthy = _send(running, receipts, HEALTHY, 20)
        del receipts.by_agency[POISONED][:]
        wait_until_all_is_projected(world, receipts.by_agency)
        assert _peak_kilobytes(running) - peak < 200_000
        _is_shown(running, healthy)
        status = running.households().Status(query_pb2.GetViewStatusRequest(), metadata=READER)
        sources = {source.agency_id: source for source in status.sources}
        assert not any(source.gap for source in sources.values())
        assert sources[POISONED].sequence == last + HOSTILE
        assert sources[POISONED].set_aside > HOSTILE // 2
        assert sources[POISONED].sharing_closed
        assert sources[HEALTHY].set_aside == 0
        assert not sources[HEALTHY].sharing_closed
        views_equal_a_replay(world, published(world))


def _send(
    running: Running, receipts: Receipts, agency: str, count: int
) -> list[adapter_pb2.Receipt]:
    adapter = running.adapter(agency)
    return [
        receipts.keep(agency, adapter.Record(each, timeout=CALL_SECONDS))
        for each in requests(agency, count)
    ]


def _append(world: World, records: list[LogRecord]) -> None:
    """With the poisoned agency's own rights, past its adapter and relay."""
    logs = world.logs()
    writer: LogWriter = logs.as_principal(POISONED).writer()
    writer.append(world.topics[POISONED], records)
    writer.close()
    logs.close()


def _is_shown(running: Running, receipts: list[adapter_pb2.Receipt]) -> None:
    """The household of an event that came after the poison."""
    cases = {receipt.case_id for receipt in receipts if receipt.case_id}
    get = running.households().Get
    for case_id in cases:
        request = query_pb2.GetHouseholdRequest(case_id=case_id)
        household = get(request, timeout=CALL_SECONDS, metadata=READER)
        shown = {entry.event_id for entry in household.timeline}
        assert shown >= {each.event_id for each in receipts if each.case_id == case_id}


def _peak_kilobytes(running: Running) -> int:
    """The most memory the process ever had (VmHWM)."""
    status = Path(f"/proc/{running.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
