"""Every part of a municipality dies at once, at any moment under load, again and again.

How often: ENISHI_FAULT_ROUNDS, 3 where it is unset; ``make faults`` sets 20.
"""

from __future__ import annotations

from contextlib import ExitStack
from random import Random

import pytest

from tests.faults.load import Line, Receipts, Sender
from tests.faults.oracle import check
from tests.world import World

AGENCIES = ("HOK-1", "JIR-1", "KOD-1")


@pytest.mark.timeout(1200)
def test_nothing_acknowledged_is_lost_and_nothing_counts_twice(world: World, rounds: int) -> None:
    receipts, line, chance = Receipts(), Line(), Random(rounds)
    with ExitStack() as senders:
        for agency in AGENCIES:
            senders.enter_context(Sender(agency, line, receipts))
        for _ in range(rounds):
            with world.run() as line.running:
                receipts.wait_for(chance.randint(1, 120), "before the next kill")
                line.running.kill()
        with world.run() as line.running:
            receipts.wait_for(len(AGENCIES), "after the last kill")
            senders.close()
            check(world, receipts.by_agency)
