"""No answer leaves before its viewing is durable: store full, and killed in between (V7, 11)."""

from __future__ import annotations

import grpc

from protos.enishi.v1 import adapter_pb2, query_pb2
from schemas.codec import Body, codec
from schemas.uuids import uuid_text
from services.query.reading import NOT_RECORDED
from services.query.trail_reader import TrailReader
from services.wiring.own_stream import SYSTEM_AGENCY
from tests.eventually import eventually
from tests.faults.load import Receipts, cut_off, requests
from tests.faults.oracle import check
from tests.faults.small_disk import small_disk
from tests.samples import MUNICIPALITY, sample_uuid
from tests.world import CALL_SECONDS, READER, Running, World

NOBODY = uuid_text(sample_uuid("nobody"))
MOST = 2000
"""Readings that surely fill a disk of 1.5 megabytes."""


def test_a_full_store_refuses_every_reading_and_shows_nothing(embedded_world: World) -> None:
    world, receipts = embedded_world, Receipts()
    with (
        small_disk(world.settings.adapter(MUNICIPALITY, SYSTEM_AGENCY), 1500) as disk,
        world.run() as running,
    ):
        person = known_person(running, receipts)
        answered = 0
        while (code := read(running, person)) == grpc.StatusCode.OK:
            answered += 1
            assert answered < MOST, "the disk does not fill"
        assert code == grpc.StatusCode.UNAVAILABLE
        assert read(running, NOBODY) == grpc.StatusCode.UNAVAILABLE
        later = running.adapter("HOK-1").Record(requests("HOK-1", 1)[0], timeout=CALL_SECONDS)
        receipts.keep("HOK-1", later)

        disk.enlarge(64)
        assert read(running, person) == grpc.StatusCode.OK
        assert read(running, NOBODY) == grpc.StatusCode.NOT_FOUND
        viewings = own_stream(running, receipts)
    kinds = [each["envelope"]["event_type"] for each in viewings]
    # One before and one after: each answer has its event, and no refused call has.
    assert kinds.count("RecordViewed") == 1 + answered + 1
    assert kinds.count("AccessDenied") >= 1


def test_killed_before_the_answer_the_viewing_is_in_the_trail(world: World) -> None:
    receipts = Receipts()
    with world.run() as running:
        person = known_person(running, receipts)
        before = len(own_stream(running, receipts))
    with world.run(failpoint="adapter.committed") as running:
        with cut_off():
            running.households().Get(by_ref(person), timeout=CALL_SECONDS, metadata=READER)
        running.wait_killed()
    with world.run() as running:
        viewings = own_stream(running, receipts)
    assert len(viewings) == before + 1
    trail = TrailReader(world.settings.projector(MUNICIPALITY), codec())
    seen = trail.viewings_of(viewings[-1]["subjects"])
    assert viewings[-1]["envelope"]["event_id"] in {each.event_id for each in seen}


def known_person(running: Running, receipts: Receipts) -> str:
    """Somebody whom the auditor can read."""
    sent = requests("HOK-1", 4)
    adapter = running.adapter("HOK-1")
    for each in sent:
        receipts.keep("HOK-1", adapter.Record(each, timeout=CALL_SECONDS))
    person = sent[0].event.envelope.persons[0].person_ref

    def visible() -> bool:
        return read(running, person) == grpc.StatusCode.OK

    eventually(visible, "the person is in the view")
    return person


def read(running: Running, person: str) -> grpc.StatusCode:
    """What the auditor's reading ended with; nothing is told where it was refused."""
    call = running.households().Get.future(by_ref(person), timeout=CALL_SECONDS, metadata=READER)
    if call.exception() is None:
        assert call.result().members or call.result().cases
        return grpc.StatusCode.OK
    code: grpc.StatusCode = call.code()
    if code == grpc.StatusCode.UNAVAILABLE:
        assert call.details() == NOT_RECORDED
    return code


def by_ref(person: str) -> query_pb2.GetHouseholdRequest:
    return query_pb2.GetHouseholdRequest(person_ref=person)


def own_stream(running: Running, receipts: Receipts) -> list[Body]:
    """What the backbone itself has recorded, all of it published and in the views."""
    adapter = running.adapter(SYSTEM_AGENCY)
    nothing = adapter_pb2.GetStatusRequest()
    eventually(
        lambda: adapter.GetStatus(nothing, timeout=CALL_SECONDS).relay_backlog == 0,
        "every viewing is published",
    )
    log = check(running.world, receipts.by_agency)
    stream = {record.sequence: record for record in log[running.world.topics[SYSTEM_AGENCY]]}
    return [codec().decode(stream[number].value).body for number in sorted(stream)]
