"""A relay dies between the log's acknowledgement and its cursor: duplicates, but one effect."""

from __future__ import annotations

from tests.faults.load import Receipts, cut_off, requests
from tests.faults.oracle import check
from tests.world import CALL_SECONDS, World


def test_what_is_on_the_log_twice_takes_effect_once(world: World) -> None:
    receipts = Receipts()
    with world.run(failpoint="relay.acknowledged:2") as running:
        adapter = running.adapter("HOK-1")
        with cut_off():
            for each in requests("HOK-1", 2000):
                receipts.keep("HOK-1", adapter.Record(each, timeout=CALL_SECONDS))
        running.wait_killed()
    with world.run():
        log = check(world, receipts.by_agency)
    records = log[world.topics["HOK-1"]]
    assert len(records) > len({record.sequence for record in records})
