"""The record as it lies on the log: key, CloudEvents headers, Avro value.

Source: CloudEvents 1.0 Kafka protocol binding, binary content mode (extension
attributes carry the ``ce_`` prefix too); RFC 6962 section 2.1 for the leaf hash.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

_LENGTH = struct.Struct(">I")

SEQUENCE_HEADER = "ce_sequence"
TYPE_HEADER = "ce_type"
ID_HEADER = "ce_id"
SUBJECT_HEADER = "ce_subject"

Headers = tuple[tuple[str, bytes], ...]


class MalformedFrame(ValueError):
    """The bytes are not canonical leaf bytes; nothing of them may be trusted."""


class LogRecord(NamedTuple):
    """One record: ``headers`` sorted by name, ``value`` in Avro single-object encoding."""

    key: bytes
    headers: Headers
    value: bytes

    def header(self, name: str) -> bytes | None:
        """The first header of that name, or None."""
        for key, value in self.headers:
            if key == name:
                return value
        return None

    @property
    def sequence(self) -> int:
        """The agency's own dense number, from 1.

        Raises MalformedFrame where the header is absent or not a positive decimal.
        """
        raw = self.header(SEQUENCE_HEADER)
        if raw is None or not raw.isdigit() or raw.startswith(b"0") or len(raw) > 18:
            raise MalformedFrame("header ce_sequence is absent or not a positive decimal number")
        return int(raw)


def sorted_headers(headers: Iterable[tuple[str, bytes]]) -> Headers:
    """Headers in the one order in which they are hashed and sent: by name, then value."""
    return tuple(sorted(headers))


def leaf_bytes(record: LogRecord) -> bytes:
    """Canonical leaf bytes: length-prefixed key, header count, headers by name, value.

    No broker field (offset, partition, timestamp) takes part, so the bytes are the same in
    the agency's own store, on either log and in an exported bundle.
    """
    pack = _LENGTH.pack
    parts = [pack(len(record.key)), record.key, pack(len(record.headers))]
    for name, value in record.headers:
        parts += (_prefixed(name), pack(len(value)), value)
    parts += (pack(len(record.value)), record.value)
    return b"".join(parts)


@lru_cache(maxsize=64)
def _prefixed(name: str) -> bytes:
    """A header's name with its length; a dozen names stand in every record."""
    encoded = name.encode()
    return _LENGTH.pack(len(encoded)) + encoded


def parse_leaf(data: bytes) -> LogRecord:
    """The record whose canonical leaf bytes these are.

    Raises MalformedFrame for truncated, trailing or unsorted content.
    """
    unpack = _LENGTH.unpack_from
    try:
        (size,) = unpack(data, 0)
        at = 4 + size
        key = data[4:at]
        (count,) = unpack(data, at)
        at += 4
        headers: list[tuple[str, bytes]] = []
        for _ in range(count):
            (size,) = unpack(data, at)
            end = at + 4 + size
            name = data[at + 4 : end].decode()
            (size,) = unpack(data, end)
            at = end + 4 + size
            headers.append((name, data[end + 4 : at]))
        (size,) = unpack(data, at)
    except (struct.error, UnicodeDecodeError) as error:
        raise MalformedFrame("truncated or undecodable frame") from error
    if at + 4 + size != len(data):
        raise MalformedFrame("frame length does not match its content")
    if headers != sorted(headers):
        raise MalformedFrame("headers are not in canonical order")
    return LogRecord(key, tuple(headers), data[at + 4 :])


def leaf_hash(data: bytes) -> bytes:
    """RFC 6962 leaf hash, SHA-256(0x00 || leaf bytes), 32 bytes."""
    return hashlib.sha256(b"\x00" + data).digest()
