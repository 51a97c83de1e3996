from __future__ import annotations

import uuid
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.framing import frame_event
from schemas.record import leaf_bytes, parse_leaf, sorted_headers
from tests.samples import CASE, sample_body, sample_envelope
from tests.strategies import bodies, event_types

CLOSED = catalogue().latest("CaseClosed")


def text(raw: bytes) -> bytes:
    return str(uuid.UUID(bytes=raw)).encode()


def test_headers_are_those_of_cloudevents_kafka_binding() -> None:
    envelope = sample_envelope(CLOSED)

    record = frame_event(CLOSED, envelope, b"value", 17)

    assert dict(record.headers) == {
        "ce_causationid": text(envelope["causation_id"]),
        "ce_correlationid": text(envelope["correlation_id"]),
        "ce_id": text(envelope["event_id"]),
        "ce_sequence": b"17",
        "ce_source": b"urn:enishi:131016:AB-1",
        "ce_specversion": b"1.0",
        "ce_subject": text(CASE),
        "ce_time": b"2026-06-01T09:00:00+09:00",
        "ce_type": b"jp.enishi.CaseClosed.v1",
        "content-type": b"application/vnd.apache.avro+single-object",
    }
    assert record.key == text(CASE)
    assert record.value == b"value"
    assert record.sequence == 17


def test_an_event_outside_any_case_is_keyed_by_itself_and_has_no_subject() -> None:
    envelope = {
        **sample_envelope(CLOSED),
        "case_id": None,
        "causation_id": None,
        "correlation_id": None,
    }

    record = frame_event(CLOSED, envelope, b"", 1)

    assert record.key == text(envelope["event_id"])
    assert {"ce_subject", "ce_causationid", "ce_correlationid"}.isdisjoint(dict(record.headers))


def test_a_conflict_names_the_sequence_it_conflicts_with() -> None:
    record = frame_event(CLOSED, sample_envelope(CLOSED), b"", 9, conflicts_with=4)

    assert record.header("ce_conflictswith") == b"4"
    assert record.headers == sorted_headers(record.headers)


@given(st.data())
def test_headers_are_in_canonical_order_for_any_envelope(data: st.DataObject) -> None:
    event = data.draw(event_types())
    envelope: dict[str, Any] = data.draw(bodies(event))["envelope"]
    conflict = data.draw(st.none() | st.integers(1, 1 << 40))

    record = frame_event(event, envelope, b"value", data.draw(st.integers(1, 1 << 40)), conflict)

    assert record.headers == sorted_headers(record.headers)
    assert parse_leaf(leaf_bytes(record)) == record


def test_the_value_is_carried_unchanged() -> None:
    value = codec().encode(CLOSED, sample_body(CLOSED))

    assert frame_event(CLOSED, sample_envelope(CLOSED), value, 1).value is value
