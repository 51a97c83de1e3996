from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.record import (
    LogRecord,
    MalformedFrame,
    leaf_bytes,
    leaf_hash,
    parse_leaf,
    sorted_headers,
)
from tests.strategies import log_records

RECORD = LogRecord(b"key", (("ce_id", b"1"), ("ce_sequence", b"17"), ("x", b"")), b"value")


@given(log_records())
def test_leaf_bytes_parse_back_to_the_record(record: LogRecord) -> None:
    assert parse_leaf(leaf_bytes(record)) == record


@given(log_records(), st.binary(min_size=1, max_size=8))
def test_bytes_behind_the_leaf_are_refused(record: LogRecord, more: bytes) -> None:
    with pytest.raises(MalformedFrame):
        parse_leaf(leaf_bytes(record) + more)


@given(st.binary(max_size=120))
def test_any_bytes_are_refused_or_the_leaf_of_what_they_parse_to(data: bytes) -> None:
    try:
        record = parse_leaf(data)
    except MalformedFrame:
        return
    assert leaf_bytes(record) == data


def test_every_truncation_is_refused() -> None:
    data = leaf_bytes(RECORD)

    for length in range(len(data)):
        with pytest.raises(MalformedFrame):
            parse_leaf(data[:length])


def test_the_leaf_is_length_prefixed_key_headers_and_value() -> None:
    record = LogRecord(b"k", (("a", b"12"),), b"v")

    assert leaf_bytes(record) == bytes.fromhex(
        "00000001 6b 00000001 00000001 61 00000002 3132 00000001 76"
    )


def test_two_records_of_the_same_characters_have_other_leaves() -> None:
    one = LogRecord(b"ab", (("c", b"d"),), b"e")
    other = LogRecord(b"a", (("bc", b"d"),), b"e")

    assert leaf_bytes(one) != leaf_bytes(other)


def test_headers_out_of_order_are_refused() -> None:
    unsorted = LogRecord(b"k", (("b", b""), ("a", b"")), b"v")

    with pytest.raises(MalformedFrame, match="order"):
        parse_leaf(leaf_bytes(unsorted))


@pytest.mark.parametrize("count", [b"\xff\xff\xff\xff", b"\x00\x00\x00\x02"])
def test_a_header_count_without_headers_is_refused(count: bytes) -> None:
    with pytest.raises(MalformedFrame):
        parse_leaf(b"\x00\x00\x00\x00" + count + bytes(12))


def test_a_header_name_that_is_no_text_is_refused() -> None:
    data = leaf_bytes(LogRecord(b"", (("a", b""),), b"")).replace(b"a", b"\xff")

    with pytest.raises(MalformedFrame):
        parse_leaf(data)


def test_headers_sort_by_name_then_value() -> None:
    assert sorted_headers([("b", b"1"), ("a", b"2"), ("a", b"1")]) == (
        ("a", b"1"),
        ("a", b"2"),
        ("b", b"1"),
    )


def test_the_leaf_hash_is_that_of_rfc_6962() -> None:
    assert leaf_hash(b"").hex() == (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    )
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()


def test_a_header_is_found_by_its_name() -> None:
    assert RECORD.header("ce_id") == b"1"
    assert RECORD.header("x") == b""
    assert RECORD.header("absent") is None


def test_the_sequence_is_read_from_its_header() -> None:
    assert RECORD.sequence == 17


@pytest.mark.parametrize(
    "raw", [None, b"", b"0", b"-1", b"+1", b"01", b"1.0", b" 1", b"1_0", b"9" * 19, "１".encode()]
)
def test_a_sequence_that_is_no_positive_decimal_is_refused(raw: bytes | None) -> None:
    headers = () if raw is None else (("ce_sequence", raw),)

    with pytest.raises(MalformedFrame, match="ce_sequence"):
        assert LogRecord(b"", headers, b"").sequence
