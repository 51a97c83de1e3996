"""A projector dies before, inside and after its commit: the view is that of a replay."""

from __future__ import annotations

import pytest

from tests.faults.load import Receipts, cut_off, requests
from tests.faults.oracle import check
from tests.world import CALL_SECONDS, World


@pytest.mark.parametrize("step", ["projector.applied", "projector.written", "projector.committed"])
def test_a_view_whose_projector_was_killed_equals_a_replay(world: World, step: str) -> None:
    receipts = Receipts()
    with world.run(failpoint=f"{step}:3") as running:
        adapters = {agency: running.adapter(agency) for agency in ("HOK-1", "JIR-1")}
        with cut_off():
            for each in requests("HOK-1", 1000):
                receipts.keep("HOK-1", adapters["HOK-1"].Record(each, timeout=CALL_SECONDS))
                (other,) = requests("JIR-1", 1)
                receipts.keep("JIR-1", adapters["JIR-1"].Record(other, timeout=CALL_SECONDS))
        running.wait_killed()
    with world.run():
        check(world, receipts.by_agency)
