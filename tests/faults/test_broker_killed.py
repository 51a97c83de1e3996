"""The broker dies under load, again and again: adapters keep accepting, nothing is lost.

How often: ENISHI_FAULT_ROUNDS, 3 where it is unset; ``make faults`` sets 20.
"""

from __future__ import annotations

from contextlib import ExitStack

import pytest

from tests.faults.load import Line, Receipts, Sender
from tests.faults.oracle import check
from tests.worlds import KafkaWorld

AGENCIES = ("HOK-1", "JIR-1", "KOD-1")
ACCEPTED_MEANWHILE = 30

pytestmark = pytest.mark.kafka


@pytest.mark.timeout(1200)
def test_what_was_acknowledged_while_the_broker_kept_dying_all_arrives(
    kafka_world: KafkaWorld, rounds: int
) -> None:
    world, broker, receipts = kafka_world.world, kafka_world.broker, Receipts()
    broker.start()
    with world.run() as running, ExitStack() as senders:
        for agency in AGENCIES:
            senders.enter_context(Sender(agency, Line(running), receipts))
        for _ in range(rounds):
            receipts.wait_for(ACCEPTED_MEANWHILE, "with a broker")
            broker.kill()
            receipts.wait_for(ACCEPTED_MEANWHILE, "without a broker")
            broker.start()
        senders.close()
        check(world, receipts.by_agency)
