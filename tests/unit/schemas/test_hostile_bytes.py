"""Bytes made to mislead or exhaust a reader. fastavro judges what the codec accepts."""

from __future__ import annotations

import io
import tracemalloc
from contextlib import suppress
from typing import Any

import fastavro
import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.catalogue import catalogue
from schemas.codec import (
    HEADER_BYTES,
    MARKER,
    MAX_VALUE_BYTES,
    Decoded,
    Undecodable,
    codec,
    schema_fingerprint,
)
from tests.samples import sample_body
from tests.strategies import bodies, event_types
from tests.unit.schemas.avro_binary import number, plain, unsigned

CONSULTATION = catalogue().latest("ConsultationReceived")
TYPE_LENGTH = HEADER_BYTES + 16
"""Where the length of ``event_type`` stands: behind the 16 bytes of ``event_id``."""

STRICTER_THAN_FASTAVRO = {"OUT_OF_RANGE", "TYPE_MISMATCH"}


@given(st.data())
def test_mutated_bytes_are_refused_or_are_the_encoding_of_what_they_decode_to(
    data: st.DataObject,
) -> None:
    event = data.draw(event_types())
    value = bytearray(codec().encode(event, data.draw(bodies(event))))
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(HEADER_BYTES, len(value)))
        value[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    mutated = bytes(value)

    try:
        decoded: Decoded | Undecodable = codec().decode(mutated)
    except Undecodable as error:
        decoded = error

    judged = read_again_by_fastavro(event.wire, mutated)
    if isinstance(decoded, Decoded):
        assert codec().encode(decoded.type, decoded.body) == mutated
        assert judged == decoded.body
    else:
        assert judged is None or decoded.reason in STRICTER_THAN_FASTAVRO


@given(st.binary(max_size=200))
def test_noise_behind_a_known_fingerprint_is_read_or_refused_and_nothing_else(noise: bytes) -> None:
    wire = MARKER + schema_fingerprint(CONSULTATION.wire)
    sealed = MARKER + schema_fingerprint(CONSULTATION.sealed)

    with suppress(Undecodable):
        codec().decode(wire + noise)
    with suppress(Undecodable):
        codec().decode_envelope(wire + noise)
    with suppress(Undecodable):
        codec().decode_sealed(sealed + noise)


@pytest.mark.parametrize(
    "length",
    [number(1 << 40), number(1 << 62), number(-1), number(-(1 << 40)), b"\xff" * 9 + b"\x01"],
    ids=["2^40", "2^62", "-1", "-2^40", "-2^63"],
)
def test_a_hostile_length_is_refused_in_little_memory(length: bytes) -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))
    hostile = value[:TYPE_LENGTH] + length + value[TYPE_LENGTH + 1 :]

    assert peak_of_refusing(hostile) < MAX_VALUE_BYTES


@pytest.mark.parametrize(
    "count",
    [number(1 << 33), number(1 << 62), number(-(1 << 33)) + number(64), number(1_000_000)],
    ids=["2^33", "2^62", "-2^33", "10^6"],
)
@pytest.mark.parametrize("rest", [b"", bytes(200_000)], ids=["no bytes", "200 kB"])
def test_a_hostile_count_of_items_is_refused_in_little_memory(count: bytes, rest: bytes) -> None:
    value = codec().encode(CONSULTATION, {**sample_body(CONSULTATION), "sealed": []})

    assert peak_of_refusing(value[:-1] + count + rest) < 8 * MAX_VALUE_BYTES


def test_the_most_items_that_fit_are_read_in_memory_in_proportion_to_their_bytes() -> None:
    body = {**sample_body(CONSULTATION), "issues": [""] * (MAX_VALUE_BYTES - 1000)}
    value = codec().encode(CONSULTATION, body)

    tracemalloc.start()
    try:
        decoded = codec().decode(value)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert decoded.body == body
    assert peak < 32 * MAX_VALUE_BYTES


@pytest.mark.parametrize("padding", range(1, 10))
def test_an_over_long_number_is_refused(padding: int) -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))
    length = value[TYPE_LENGTH]
    spelled = bytes([length | 0x80]) + b"\x80" * (padding - 1) + b"\x00"
    assert unsigned(spelled) == length

    with pytest.raises(Undecodable) as refused:
        codec().decode(value[:TYPE_LENGTH] + spelled + value[TYPE_LENGTH + 1 :])

    assert refused.value.reason == "NOT_CANONICAL"


def test_a_number_without_end_is_refused() -> None:
    value = codec().encode(CONSULTATION, sample_body(CONSULTATION))

    with pytest.raises(Undecodable) as refused:
        codec().decode(value[:TYPE_LENGTH] + b"\x80" * 200_000)

    assert refused.value.reason == "MALFORMED"


def peak_of_refusing(value: bytes) -> int:
    """Bytes allocated at most while the value is refused."""
    tracemalloc.start()
    try:
        with pytest.raises(Undecodable):
            codec().decode(value)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def read_again_by_fastavro(schema: Any, value: bytes) -> Any:
    """The body, if fastavro reads all the bytes and writes the same ones; else None."""
    known = plain(schema)
    stream, again = io.BytesIO(value[HEADER_BYTES:]), io.BytesIO()
    try:
        body = fastavro.schemaless_reader(stream, known, None)
        fastavro.schemaless_writer(again, known, body)
    except (EOFError, IndexError, KeyError, OverflowError, TypeError, ValueError):
        return None
    return body if again.getvalue() == value[HEADER_BYTES:] else None
