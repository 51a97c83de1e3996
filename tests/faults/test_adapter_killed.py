"""An adapter dies between its commit and its answer: whoever asks again gets the same receipt."""

from __future__ import annotations

from collections.abc import Iterator

import grpc
import pytest

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc
from tests.faults.load import Receipts, requests
from tests.faults.oracle import check
from tests.world import CALL_SECONDS, World

KILLED_AT_THE_THIRD_COMMIT = "adapter.committed:3"


def test_the_retry_of_an_unanswered_event_gets_the_receipt_of_its_first_sending(
    world: World,
) -> None:
    sent, receipts = requests("HOK-1", 3), Receipts()
    with world.run(failpoint=KILLED_AT_THE_THIRD_COMMIT) as running:
        adapter = running.adapter("HOK-1")
        first = receipts.keep("HOK-1", adapter.Record(sent[0], timeout=CALL_SECONDS))
        receipts.keep("HOK-1", adapter.Record(sent[1], timeout=CALL_SECONDS))
        with pytest.raises(grpc.RpcError) as unanswered:
            adapter.Record(sent[2], timeout=CALL_SECONDS)
        assert unanswered.value.code() is grpc.StatusCode.UNAVAILABLE
        running.wait_killed()
    with world.run() as running:
        adapter = running.adapter("HOK-1")
        again = receipts.keep("HOK-1", adapter.Record(sent[2], timeout=CALL_SECONDS))
        once_more = adapter.Record(sent[2], timeout=CALL_SECONDS)
        assert again.duplicate
        assert again.sequence == first.sequence + 2
        assert once_more == again
        check(world, receipts.by_agency)


def test_a_stream_sent_again_from_its_start_gets_every_receipt_once(world: World) -> None:
    sent, receipts = requests("JIR-1", 400), Receipts()
    with world.run(failpoint=KILLED_AT_THE_THIRD_COMMIT) as running:
        answered = list(_until_killed(running.adapter("JIR-1"), sent))
        running.wait_killed()
    assert len(answered) < len(sent)
    with world.run() as running:
        answers = running.adapter("JIR-1").RecordStream(iter(sent), timeout=CALL_SECONDS)
        again = [receipts.keep("JIR-1", answer.receipt) for answer in answers]
        for before, after in zip(answered, again, strict=False):
            assert after.duplicate
            assert after.event_id == before.event_id
            assert after.leaf_hash == before.leaf_hash
        sequences = [receipt.sequence for receipt in again]
        assert sequences == list(range(sequences[0], sequences[0] + len(sent)))
        assert any(each.duplicate for each in again[len(answered) :]), "all commits were answered"
        check(world, receipts.by_agency)


def _until_killed(
    adapter: adapter_pb2_grpc.AdapterStub, sent: list[adapter_pb2.RecordRequest]
) -> Iterator[adapter_pb2.Receipt]:
    """The receipts that arrived before the adapter was gone."""
    try:
        for answer in adapter.RecordStream(iter(sent), timeout=CALL_SECONDS):
            yield answer.receipt
    except grpc.RpcError as error:
        assert error.code() is grpc.StatusCode.UNAVAILABLE
