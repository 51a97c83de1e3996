"""A projector dies before, inside and after its commit: the view is that of a replay."""

from __future__ import annotations

import grpc
import pytest

from tests.faults.load import Receipts, requests
from tests.faults.oracle import check
from tests.world import CALL_SECONDS, World


@pytest.mark.parametrize("step", ["projector.applied", "projector.written", "projector.committed"])
def test_a_view_whose_projector_was_killed_equals_a_replay(world: World, step: str) -> None:
    receipts = Receipts()
    with world.run(failpoint=f"{step}:3") as running:
        adapters = {agency: running.adapter(agency) for agency in ("HOK-1", "JIR-1")}
        try:
            for number in range(1000):
                for agency, adapter in adapters.items():
                    (each,) = requests(agency, 1)
                    receipts.keep(agency, adapter.Record(each, timeout=CALL_SECONDS))
            raise AssertionError(f"not killed in {number} rounds")
        except grpc.RpcError as error:
            assert error.code() is grpc.StatusCode.UNAVAILABLE
        running.wait_killed()
    with world.run():
        check(world, receipts.by_agency)
