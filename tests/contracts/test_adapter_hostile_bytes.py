"""Bytes that are no event, or far too many: refused or turned away, and the adapter goes on."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import adapter_pb2
from schemas.catalogue import catalogue
from schemas.codec import MAX_VALUE_BYTES
from tests.contracts.served import CANARY, Served
from tests.refusals import everything_sent, refusal_of
from tests.wire_events import wire_event
from tests.world import CALL_SECONDS

MUTATIONS = 400


def request() -> adapter_pb2.RecordRequest:
    """A valid event under a record id of its own, a canary in its text."""
    record = str(uuid.uuid4())
    event = wire_event("ConsultationReceived", record=record, agency="HOK-1", narrative=CANARY)
    return adapter_pb2.RecordRequest(event=event)


def malformed() -> list[bytes]:
    """Bytes that protobuf cannot read, each with a canary inside."""
    whole = request().SerializeToString()
    return [
        CANARY.encode(),
        whole[:-1],
        whole[: len(whole) // 2],
        b"\x0a\xff\xff\xff\xff\x0f" + CANARY.encode(),
        whole.replace(CANARY.encode(), b"\xff\xfe" + CANARY.encode()[2:]),
    ]


@pytest.mark.parametrize("number", range(5))
def test_bytes_that_are_no_request_are_refused(served: Served, number: int) -> None:
    before = served.stored()
    refused = refusal_of(_raw(served, malformed()[number]))
    assert refused.status == "INVALID_ARGUMENT"
    assert refused.code == "MALFORMED_PROTOBUF"
    assert refused.rules == (("request", "MALFORMED_PROTOBUF"),)
    assert served.stored() == before
    assert CANARY not in refused.text + served.running.said()


def test_a_field_beside_the_event_is_refused(served: Served) -> None:
    unknown = request().SerializeToString() + b"\x7a\x02hi"
    assert refusal_of(_raw(served, unknown)).rules == (("request", "UNKNOWN_FIELD"),)


def test_malformed_bytes_end_a_stream_after_the_answers_to_what_came_before(served: Served) -> None:
    good = [request().SerializeToString() for _ in range(3)]
    stream = _raw_stream(served, [*good, malformed()[0], *good])
    answers = [next(stream) for _ in good]
    assert [answer.WhichOneof("answer") for answer in answers] == ["receipt"] * 3
    with pytest.raises(grpc.RpcError) as ended:
        next(stream)
    assert refusal_of(ended.value).code == "MALFORMED_PROTOBUF"


def test_an_event_larger_than_the_log_takes_is_refused(served: Served) -> None:
    text = CANARY * 4900
    findings = [
        {"person": uuid.uuid4().bytes, "field_code": "NARRATIVE", "text": text} for _ in range(5)
    ]
    large = wire_event("AssessmentCompleted", record="large", agency="HOK-1", findings=findings)
    assert MAX_VALUE_BYTES < large.ByteSize() < 2 * MAX_VALUE_BYTES
    refused = served.refusal(large)
    assert refused.status == "INVALID_ARGUMENT"
    assert refused.rules == (("event", "OVERSIZE"),)


def test_a_message_larger_than_the_adapter_takes_is_turned_away(served: Served) -> None:
    before = served.stored()
    huge = request()
    huge.event.consultation_received.narrative = CANARY * 200_000
    with pytest.raises(grpc.RpcError) as refused:
        served.running.adapter("HOK-1").Record(huge, timeout=CALL_SECONDS)
    assert refused.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    assert CANARY not in everything_sent(refused.value) + served.running.said()
    assert served.stored() == before


def test_mutated_messages_are_recorded_or_refused_and_never_break_the_adapter(
    served: Served,
) -> None:
    chance = Random(1)
    names = catalogue().names()
    peak = _peak_kilobytes(served)
    for number in range(MUTATIONS):
        sent = wire_event(names[number % len(names)], record=f"m{number}", agency="HOK-1")
        whole = adapter_pb2.RecordRequest(event=sent).SerializeToString()
        call = _raw(served, _mutated(whole, chance))
        if call.exception() is not None:
            refused = refusal_of(call)
            assert refused.status in (
                "INVALID_ARGUMENT",
                "PERMISSION_DENIED",
                "FAILED_PRECONDITION",
            )
            assert refused.rules
            assert "の例" not in refused.text.replace("worker の例", "")
    assert "の例" not in served.running.said()
    assert _peak_kilobytes(served) - peak < 100_000
    assert served.accept(request().event).sequence > 0


def _raw(served: Served, data: bytes) -> Any:
    """The finished call of Record with these very bytes."""
    channel = served.running.channel(served.running.target("HOK-1"), "HOK-1")
    method = channel.unary_unary(
        "/enishi.v1.Adapter/Record", lambda raw: raw, adapter_pb2.Receipt.FromString
    )
    call = method.future(data, timeout=CALL_SECONDS)
    call.exception()
    return call


def _raw_stream(served: Served, data: Iterable[bytes]) -> Any:
    channel = served.running.channel(served.running.target("HOK-1"), "HOK-1")
    method = channel.stream_stream(
        "/enishi.v1.Adapter/RecordStream", lambda raw: raw, adapter_pb2.RecordAnswer.FromString
    )
    return method(iter(data), timeout=CALL_SECONDS)


def _mutated(whole: bytes, chance: Random) -> bytes:
    """The bytes with one to three of them changed; now and then some are cut out or put in."""
    data = bytearray(whole)
    for _ in range(chance.randint(1, 3)):
        at = chance.randrange(len(data))
        kind = chance.random()
        if kind < 0.8:
            data[at] = chance.choice((data[at] ^ 1, data[at] ^ 0x10, chance.randrange(128)))
        elif kind < 0.9:
            del data[at : at + chance.randint(1, 9)]
        else:
            data[at:at] = chance.randbytes(chance.randint(1, 9))
    return bytes(data)


def _peak_kilobytes(served: Served) -> int:
    """The most memory the serving process ever had (VmHWM)."""
    status = Path(f"/proc/{served.running.process.pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])
