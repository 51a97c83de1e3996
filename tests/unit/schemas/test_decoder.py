from __future__ import annotations

from typing import Any

import fastavro
import pytest

from schemas.decoder import BROKEN, Misread, compile_reader
from schemas.times import FIRST_DAY, FIRST_MICROS, LAST_DAY, LAST_MICROS
from tests.unit.schemas.avro_binary import number

DATE = {"type": "int", "logicalType": "date"}
INSTANT = {"type": "long", "logicalType": "timestamp-micros"}
FIXED = {"type": "fixed", "name": "F", "size": 4}
ENUM = {"type": "enum", "name": "E", "symbols": ["A", "B"]}
TEXTS = {"type": "array", "items": "string"}


def read(schema: Any, data: bytes) -> Any:
    value, end = compile_reader(fastavro.parse_schema(schema))(data, 0)
    if end != len(data):
        raise Misread("TRAILING_BYTES", "bytes are left over or missing")
    return value


@pytest.mark.parametrize(
    ("schema", "data", "value"),
    [
        ("int", number(-(1 << 31)), -(1 << 31)),
        ("int", number((1 << 31) - 1), (1 << 31) - 1),
        ("long", number(-(1 << 63)), -(1 << 63)),
        ("long", number((1 << 63) - 1), (1 << 63) - 1),
        (DATE, number(FIRST_DAY), FIRST_DAY),
        (DATE, number(LAST_DAY), LAST_DAY),
        (INSTANT, number(FIRST_MICROS), FIRST_MICROS),
        (INSTANT, number(LAST_MICROS), LAST_MICROS),
        ("string", b"\x06\xe7\xb8\x81", "縁"),
        ("string", number(100) + b"x" * 100, "x" * 100),
        ("bytes", b"\x04\x00\xff", b"\x00\xff"),
        ("boolean", b"\x01", True),
        (FIXED, b"abcd", b"abcd"),
        (ENUM, b"\x02", "B"),
        (["null", "int"], b"\x00", None),
        (["null", "int"], b"\x02\x03", -2),
        (TEXTS, b"\x00", []),
        (TEXTS, b"\x04\x02a\x02b\x00", ["a", "b"]),
    ],
)
def test_canonical_bytes_are_read(schema: Any, data: bytes, value: Any) -> None:
    assert read(schema, data) == value


@pytest.mark.parametrize(
    ("schema", "data", "reason"),
    [
        ("int", number(1 << 31), "OUT_OF_RANGE"),
        ("int", number(-(1 << 31) - 1), "OUT_OF_RANGE"),
        ("long", b"\xff" * 9 + b"\x02", "MALFORMED"),
        ("long", b"\xff" * 10 + b"\x01", "MALFORMED"),
        ("long", b"\x80" * 9 + b"\x00", "NOT_CANONICAL"),
        ("long", b"\x80\x00", "NOT_CANONICAL"),
        (DATE, number(LAST_DAY + 1), "OUT_OF_RANGE"),
        (DATE, number(FIRST_DAY - 1), "OUT_OF_RANGE"),
        (INSTANT, number(LAST_MICROS + 1), "OUT_OF_RANGE"),
        (INSTANT, number(FIRST_MICROS - 1), "OUT_OF_RANGE"),
        ("string", number(-1), "MALFORMED"),
        ("string", number(-100) + b"x" * 100, "MALFORMED"),
        ("string", b"\x82\x00x", "NOT_CANONICAL"),
        ("bytes", number(-1), "MALFORMED"),
        ("boolean", b"\x02", "MALFORMED"),
        (["null", "int"], b"\x01\x02", "MALFORMED"),
        (["null", "int"], b"\x04", "MALFORMED"),
        (TEXTS, b"\x03\x08\x02a\x02b\x00", "NOT_CANONICAL"),
        (TEXTS, b"\x02\x02a\x02\x02b\x00", "NOT_CANONICAL"),
        (TEXTS, number(1 << 33), "MALFORMED"),
        (TEXTS, b"\x80\x00", "NOT_CANONICAL"),
        (FIXED, b"abc", "TRAILING_BYTES"),
        ("string", b"\x06ab", "TRAILING_BYTES"),
    ],
)
def test_other_bytes_are_refused_with_a_reason(schema: Any, data: bytes, reason: str) -> None:
    with pytest.raises(Misread) as refused:
        read(schema, data)

    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("schema", "data"),
    [
        ("int", b""),
        ("int", b"\x80"),
        ("string", b""),
        ("string", b"\x04\xff\xfe"),
        ("string", b"\x06\xed\xa0\x80"),
        ("boolean", b""),
        (ENUM, b"\x04"),
        (ENUM, b"\x01"),
        (TEXTS, b"\x02\x02a"),
    ],
)
def test_bytes_that_end_early_or_name_nothing_break_in_a_known_way(
    schema: Any, data: bytes
) -> None:
    with pytest.raises((*BROKEN, Misread)):
        read(schema, data)


@pytest.mark.parametrize(
    "schema",
    [
        ["null", "int", "string"],
        ["int", "null"],
        "double",
        {"type": "long", "logicalType": "timestamp-millis"},
        {"type": "map", "values": "int"},
        {"type": "array", "items": {"type": "record", "name": "Nothing", "fields": []}},
        {"type": "enum", "name": "Many", "symbols": [f"S{at}" for at in range(65)]},
    ],
)
def test_a_construct_that_the_catalogue_does_not_use_is_refused(schema: Any) -> None:
    with pytest.raises(ValueError, match=r"in use|no bound|code list"):
        compile_reader(fastavro.parse_schema(schema))
