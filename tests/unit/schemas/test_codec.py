from __future__ import annotations

import io
from pathlib import Path

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import catalogue
from schemas.codec import (
    HEADER_BYTES,
    MARKER,
    MAX_VALUE_BYTES,
    Codec,
    Decoded,
    Undecodable,
    Unencodable,
    codec,
    schema_fingerprint,
)
from tests.samples import sample_body, sample_fields
from tests.strategies import bodies, event_types, sealed_fields
from tests.unit.schemas.changed_catalogue import add_field, changed_catalogue, drop_field

CONSULTATION = catalogue().latest("ConsultationReceived")
ASSESSMENT = catalogue().latest("AssessmentCompleted")
SEALING = [event for event in catalogue().all() if event.sealed]


@given(st.data())
def test_any_body_reads_back_equal(data: st.DataObject) -> None:
    event = data.draw(event_types())
    body = data.draw(bodies(event))

    value = codec().encode(event, body)

    assert codec().decode(value) == Decoded(event, body)
    assert codec().decode_envelope(value) == (event, body["envelope"])


@given(st.data())
def test_fastavro_writes_the_same_bytes(data: st.DataObject) -> None:
    event = data.draw(event_types())
    body = data.draw(bodies(event))
    stream = io.BytesIO()

    fastavro.schemaless_writer(stream, event.wire, body)

    assert codec().encode(event, body)[HEADER_BYTES:] == stream.getvalue()


@given(st.data())
def test_any_sealed_fields_read_back_equal(data: st.DataObject) -> None:
    event = data.draw(st.sampled_from(SEALING))
    fields = data.draw(sealed_fields(event))

    assert codec().decode_sealed(codec().encode_sealed(event, fields)).body == fields


def test_fields_that_a_sealed_part_does_not_hold_are_empty() -> None:
    plaintext = codec().encode_sealed(ASSESSMENT, {"persons_wish": "家で暮らしたい"})

    assert codec().decode_sealed(plaintext).body == {
        "findings": [],
        "persons_wish": "家で暮らしたい",
    }


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ("null", 7195948357588979594),
        ("boolean", -6970731678124411036),
        ("int", 8247732601305521295),
        ("long", -3434872931120570953),
        ("string", -8142146995180207161),
        ("bytes", 5746618253357095269),
    ],
)
def test_fingerprints_are_those_of_avros_own_test_vectors(schema: str, expected: int) -> None:
    # apache/avro share/test/data/schema-tests.txt
    assert int.from_bytes(schema_fingerprint(schema), "little", signed=True) == expected


def test_a_value_begins_with_the_marker_and_its_schemas_fingerprint() -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))

    assert value[:2] == MARKER == b"\xc3\x01"
    assert value[2:HEADER_BYTES] == schema_fingerprint(CONSULTATION.wire)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", "NOT_AVRO"),
        (b"{}", "NOT_AVRO"),
        (b"\xc3", "NOT_AVRO"),
        (MARKER, "UNKNOWN_SCHEMA"),
        (MARKER + bytes(8), "UNKNOWN_SCHEMA"),
        (MARKER + schema_fingerprint(CONSULTATION.wire), "MALFORMED"),
        (MARKER + bytes(MAX_VALUE_BYTES), "OVERSIZE"),
    ],
)
def test_bytes_that_are_no_event_are_refused_with_a_reason(value: bytes, reason: str) -> None:
    for read in (codec().decode, codec().decode_envelope):
        with pytest.raises(Undecodable) as refused:
            read(value)
        assert refused.value.reason == reason


def test_bytes_behind_the_event_are_refused() -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))

    with pytest.raises(Undecodable) as refused:
        codec().decode(value + b"\x00")

    assert refused.value.reason == "TRAILING_BYTES"


def test_every_truncation_is_refused() -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))

    for length in range(len(value)):
        with pytest.raises(Undecodable):
            codec().decode(value[:length])


def test_an_event_whose_envelope_names_another_type_is_refused_both_ways() -> None:
    body = sample_body(CONSULTATION)
    good = codec().encode(CONSULTATION, body)
    lying = good.replace(b"ConsultationReceived", b"ConsultationReceivee", 1)
    body["envelope"]["event_type"] = "KeyDestroyed"

    with pytest.raises(Unencodable, match="another type"):
        codec().encode(CONSULTATION, body)
    for read in (codec().decode, codec().decode_envelope):
        with pytest.raises(Undecodable) as refused:
            read(lying)
        assert refused.value.reason == "TYPE_MISMATCH"


def test_an_event_too_large_for_readers_is_not_written() -> None:
    body = sample_body(CONSULTATION)
    body["sealed"][0]["ciphertext"] = bytes(MAX_VALUE_BYTES)

    with pytest.raises(Unencodable) as refused:
        codec().encode(CONSULTATION, body)

    assert refused.value.reason == "OVERSIZE"


def test_a_misfit_names_its_field_and_never_its_value() -> None:
    fields = sample_fields(ASSESSMENT, "sealed")
    fields["findings"][0]["text"] = 4649.5

    with pytest.raises(Unencodable) as refused:
        codec().encode_sealed(ASSESSMENT, fields)

    assert (refused.value.reason, refused.value.field) == ("MISFIT", "findings.text")
    assert "4649" not in str(refused.value)


@pytest.mark.parametrize("change", ["missing", "unknown"])
def test_a_body_has_exactly_its_schemas_fields(change: str) -> None:
    body = sample_body(CONSULTATION)
    if change == "missing":
        del body["envelope"]["funding_item"]
    else:
        body["envelope"]["note"] = "an extra key"

    with pytest.raises(Unencodable) as refused:
        codec().encode(CONSULTATION, body)

    assert refused.value.reason == "MISFIT"


def test_a_version_may_differ_in_its_sealed_fields_alone(tmp_path: Path) -> None:
    note = add_field(["null", "string"], default=None, mark="sealed", code="NARRATIVE")
    extended = changed_catalogue(tmp_path, "ReferralSent", 2, note)
    old = extended.version("ReferralSent", 1)
    both = Codec(extended)

    plaintext = both.encode_sealed(old, {"note": "午前に"})
    value = both.encode(old, sample_body(old))

    assert both.decode_sealed(plaintext).body == {"note": "午前に", "added": None}
    assert both.decode(value).body == sample_body(old)


def test_a_version_may_differ_in_its_clear_fields_alone(tmp_path: Path) -> None:
    channel = add_field(["null", "string"], default=None, codes="channel")
    extended = changed_catalogue(tmp_path, "ReferralSent", 2, channel)
    old, new = extended.version("ReferralSent", 1), extended.latest("ReferralSent")
    both = Codec(extended)

    assert both.encode_sealed(old, {"note": "x"}) == both.encode_sealed(new, {"note": "x"})
    assert both.decode(both.encode(old, sample_body(old))).type is old
    assert both.decode(both.encode(new, sample_body(new))).type is new


def test_bytes_of_a_schema_that_hides_a_field_are_refused(tmp_path: Path) -> None:
    swapped = changed_catalogue(tmp_path, "ReferralSent", 1, drop_field("to_agency"))
    event = swapped.latest("ReferralSent")

    with pytest.raises(Undecodable) as refused:
        codec().decode(Codec(swapped).encode(event, sample_body(event)))

    assert refused.value.reason == "UNKNOWN_SCHEMA"
