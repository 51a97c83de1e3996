"""What an agency's system may rely on when it records: receipts, order, conflicts, status."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2

from protos.enishi.v1 import adapter_pb2, query_pb2
from schemas.framing import CONFLICT_HEADER
from schemas.record import leaf_bytes, leaf_hash
from tests.contracts.served import Served
from tests.eventually import eventually
from tests.published import published
from tests.samples import PERSON
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS, READER, Running, World


def request(name: str = "SupportProvided", record: str = "", **changes: Any) -> Any:
    """A valid event of HOK-1, under a record id of its own unless one is given."""
    event = wire_event(name, record=record or str(uuid.uuid4()), **{"agency": "HOK-1", **changes})
    return adapter_pb2.RecordRequest(event=event)


def record(running: Running, sent: adapter_pb2.RecordRequest) -> adapter_pb2.Receipt:
    """Its receipt."""
    adapter = running.adapter(sent.event.envelope.agency_id)
    return adapter.Record(sent, timeout=CALL_SECONDS)


def stream(
    running: Running, sent: Iterable[adapter_pb2.RecordRequest]
) -> Iterator[adapter_pb2.RecordAnswer]:
    """The answers of HOK-1's adapter."""
    answers = running.adapter("HOK-1").RecordStream(iter(sent), timeout=CALL_SECONDS)
    yield from answers


def test_the_same_payload_gets_the_same_receipt(served: Served) -> None:
    sent = request("ConsultationReceived", case_id=None)
    first = record(served.running, sent)
    again = record(served.running, sent)
    assert not first.duplicate
    assert again.duplicate
    again.duplicate = False
    assert again == first
    assert first.case_id


def test_the_same_payload_twice_in_one_batch_is_stored_once(served: Served) -> None:
    sent = request("PersonRegistered")
    sent.event.envelope.persons.add(source_person_id="twice")
    before = served.stored()["HOK-1"][0]
    receipts = [answer.receipt for answer in stream(served.running, [sent] * 50)]
    assert {receipt.sequence for receipt in receipts} == {before + 1}
    assert {receipt.leaf_hash for receipt in receipts} == {receipts[0].leaf_hash}
    assert {receipt.persons[0].person_ref for receipt in receipts} == {
        receipts[0].persons[0].person_ref
    }
    assert [receipt.duplicate for receipt in receipts] == [False, *[True] * 49]
    assert served.stored()["HOK-1"][0] == before + 1


def test_the_same_payload_gets_the_same_receipt_after_a_restart(tmp_path: Any) -> None:
    world = World(tmp_path, ("HOK-1", "AU-1"))
    sent = request("ConsultationReceived", case_id=None)
    sent.event.envelope.persons.add(source_person_id="p-1")
    with world.run() as running:
        first = record(running, sent)
    with world.run() as running:
        again = record(running, sent)
        follows = record(running, request())
    assert again.duplicate
    again.duplicate = False
    assert again == first
    assert follows.sequence == first.sequence + 1


def test_one_person_has_one_pseudonym_in_one_source_system(served: Served) -> None:
    sent = [request("SupportProvided", person_refs=[]) for _ in range(3)]
    for each in sent:
        each.event.envelope.persons.add(source_person_id="one person")
    sent[2].event.envelope.source_system_id = "another system"
    refs = [record(served.running, each).persons[0].person_ref for each in sent]
    assert refs[0] == refs[1] != refs[2]


def test_another_payload_under_the_same_key_is_kept_as_a_conflict(served: Served) -> None:
    case_id = record(served.running, request("ConsultationReceived", case_id=None)).case_id
    sent = [
        request(record="conflict", note=note, case_id=UUID(case_id).bytes)
        for note in ("一度目", "二度目")
    ]
    first, second = (record(served.running, each) for each in sent)
    assert (first.conflict, second.conflict) == (False, True)
    assert second.sequence == first.sequence + 1
    assert record(served.running, sent[1]).duplicate
    eventually(
        lambda: _needs_checking(served, case_id) == {first.event_id, second.event_id},
        "both payloads show as needing a check",
    )
    log = published(served.world)[served.world.topics["HOK-1"]]
    frame = next(each for each in log if each.sequence == second.sequence)
    assert frame.header(CONFLICT_HEADER) == b"%d" % first.sequence
    corrected = request(record="conflict", source_revision=2, case_id=UUID(case_id).bytes)
    assert not record(served.running, corrected).conflict
    eventually(lambda: not _needs_checking(served, case_id), "the higher revision settles it")


def test_a_lower_revision_after_a_higher_one_is_kept_and_changes_nothing(served: Served) -> None:
    case_id = record(served.running, request("ConsultationReceived", case_id=None)).case_id
    changes: dict[str, Any] = {"record": "late", "case_id": UUID(case_id).bytes}
    higher = record(served.running, request(source_revision=2, minutes=30, **changes))
    lower = record(served.running, request(source_revision=1, minutes=60, **changes))
    assert not lower.conflict
    assert lower.sequence == higher.sequence + 1
    _wait_projected(served, lower.sequence)
    (case,) = (each for each in _household(served, case_id).cases if each.case_id == case_id)
    assert {id_ for contact in case.contacts for id_ in contact.event_ids} == {higher.event_id}


def test_a_stream_answers_in_order_and_goes_on_after_a_refusal(served: Served) -> None:
    sent = [request(record=f"in order {number}") for number in range(60)]
    for number in (0, 13, 59):
        sent[number].event.envelope.legal_basis = 99
    answers = list(stream(served.running, sent))
    refused = [at for at, answer in enumerate(answers) if answer.HasField("refusal")]
    assert refused == [0, 13, 59]
    for at in refused:
        refusal = answers[at].refusal
        assert refusal.code == "INVALID_EVENT"
        assert [(each.field, each.rule) for each in refusal.violations] == [
            ("envelope.legal_basis", "UNKNOWN_ENUM")
        ]
    accepted = [answer.receipt for answer in answers if answer.HasField("receipt")]
    first = accepted[0].sequence
    assert [receipt.sequence for receipt in accepted] == list(range(first, first + 57))
    _wait_projected(served, accepted[-1].sequence)
    log = published(served.world)[served.world.topics["HOK-1"]]
    published_hashes = {leaf_hash(leaf_bytes(each)) for each in log}
    assert {receipt.leaf_hash for receipt in accepted} <= published_hashes


def test_concurrent_callers_each_get_their_own_receipt(served: Served) -> None:
    sent = [request(record=f"at once {number}") for number in range(200)]
    with ThreadPoolExecutor(16) as callers:
        receipts = list(callers.map(lambda each: record(served.running, each), sent))
    assert len({receipt.sequence for receipt in receipts}) == len(sent)
    again = [record(served.running, each) for each in sent[:20]]
    assert [each.sequence for each in again] == [each.sequence for each in receipts[:20]]


def test_naming_a_person_twice_in_a_measure_refuses_nobody(served: Served) -> None:
    twice = wire_event("AddressProtectionApplied", record="twice", persons=[PERSON, PERSON])
    others = [request(agency="MU-1").event for _ in range(8)]
    sent = [adapter_pb2.RecordRequest(event=each) for each in (twice, *others)]
    answers = list(served.running.adapter("MU-1").RecordStream(iter(sent), timeout=CALL_SECONDS))
    assert [answer.WhichOneof("answer") for answer in answers] == ["receipt"] * 9


def test_the_status_counts_what_was_accepted_and_what_the_log_acknowledged(served: Served) -> None:
    adapter = served.running.adapter("OR-1")
    before = adapter.GetStatus(adapter_pb2.GetStatusRequest(), timeout=CALL_SECONDS)
    assert (before.agency_id, before.last_sequence, before.relay_backlog) == ("OR-1", 0, 0)
    assert not before.HasField("last_ack")
    for number in range(3):
        record(served.running, request("ContactAttempted", agency="OR-1", record=f"{number}"))

    def relayed() -> bool:
        status = adapter.GetStatus(adapter_pb2.GetStatusRequest(), timeout=CALL_SECONDS)
        return (status.last_sequence, status.relay_backlog) == (3, 0) and status.HasField(
            "last_ack"
        )

    eventually(relayed, "the log has acknowledged all three")


@pytest.mark.parametrize("service", ["", "enishi.v1.Adapter"])
def test_the_health_service_answers(served: Served, service: str) -> None:
    channel = served.running.channel(served.running.target("HOK-1"), "HOK-1")
    check = channel.unary_unary(
        "/grpc.health.v1.Health/Check",
        health_pb2.HealthCheckRequest.SerializeToString,
        health_pb2.HealthCheckResponse.FromString,
    )
    answer = check(health_pb2.HealthCheckRequest(service=service), timeout=CALL_SECONDS)
    assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_the_reflection_service_tells_the_api(served: Served) -> None:
    channel = served.running.channel(served.running.target("HOK-1"), "HOK-1")
    ask = channel.stream_stream(
        "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
        reflection_pb2.ServerReflectionRequest.SerializeToString,
        reflection_pb2.ServerReflectionResponse.FromString,
    )
    symbol = reflection_pb2.ServerReflectionRequest(file_containing_symbol="enishi.v1.Adapter")
    (answer,) = ask(iter([symbol]), timeout=CALL_SECONDS)
    files = map(
        FileDescriptorProto.FromString, answer.file_descriptor_response.file_descriptor_proto
    )
    services = [service.name for file in files for service in file.service]
    assert services == ["Adapter"]


def _household(served: Served, case_id: str) -> query_pb2.Household:
    return served.running.households().Get(
        query_pb2.GetHouseholdRequest(case_id=case_id), timeout=CALL_SECONDS, metadata=READER
    )


def _needs_checking(served: Served, case_id: str) -> set[str]:
    return set(_household(served, case_id).needs_checking)


def _wait_projected(served: Served, sequence: int) -> None:
    def projected() -> bool:
        request = query_pb2.GetViewStatusRequest()
        status = served.running.households().Status(request, metadata=READER)
        return any(
            source.agency_id == "HOK-1" and source.sequence >= sequence for source in status.sources
        )

    eventually(projected, "the view has come so far")
