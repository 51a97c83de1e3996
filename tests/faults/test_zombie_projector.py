"""A projector that stood still while another took its view over must not write again."""

from __future__ import annotations

import shutil
import signal

from tests.eventually import eventually
from tests.faults.load import Receipts, requests
from tests.faults.oracle import check
from tests.samples import MUNICIPALITY
from tests.world import CALL_SECONDS, Running, World


def test_a_projector_that_wakes_after_a_takeover_is_fenced_and_the_view_is_intact(
    world: World,
) -> None:
    receipts = Receipts()
    with world.run() as running:
        _send(running, receipts, 30)
        check(world, receipts.by_agency)
    # Views are disposable: without one, the next projector has the whole log to commit.
    shutil.rmtree(world.settings.projector(MUNICIPALITY))
    with world.run("tests.run_zombie") as zombie:
        eventually(lambda: zombie.stopped, "the projector stands still before its commit")
        with world.run() as successor:
            _send(successor, receipts, 20)
            check(world, receipts.by_agency)
            zombie.signal(signal.SIGCONT)
            eventually(lambda: "taken this view over" in zombie.said(), "the zombie is fenced")
            _send(successor, receipts, 20)
            check(world, receipts.by_agency)
            assert zombie.alive


def _send(running: Running, receipts: Receipts, count: int) -> None:
    adapter = running.adapter("HOK-1")
    for each in requests("HOK-1", count):
        receipts.keep("HOK-1", adapter.Record(each, timeout=CALL_SECONDS))
