"""An adapter dies between its commit and its answer: whoever asks again gets the same receipt."""

from __future__ import annotations

from tests.faults.load import Receipts, cut_off, requests
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
        with cut_off():
            adapter.Record(sent[2], timeout=CALL_SECONDS)
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
        with cut_off():
            for answer in running.adapter("JIR-1").RecordStream(iter(sent), timeout=CALL_SECONDS):
                receipts.keep("JIR-1", answer.receipt)
        running.wait_killed()
    answered = list(receipts.by_agency["JIR-1"])
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
