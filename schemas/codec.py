"""Avro single-object encoding of events and of opened sealed parts: strict and bounded.

``C3 01``, the schema's CRC-64-AVRO fingerprint in little-endian order, the body (Avro 1.12
specification, "Single-object encoding"). Instants stay whole microseconds and dates whole days
since 1970-01-01: fastavro's logical types would build an object for each of them.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

from schemas.catalogue import Catalogue, EventType, catalogue

Json = Any
Body = dict[str, Any]

MARKER = b"\xc3\x01"
HEADER_BYTES = 10
MAX_VALUE_BYTES = 256 * 1024
"""An event larger than this is refused at the adapter and set aside by readers."""


class Undecodable(ValueError):
    """The bytes are not an event of this catalogue; ``reason`` is a stable code.

    The message never contains content.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Unencodable(ValueError):
    """The event does not fit its schema or is too large; the message names no content."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """An event as read: the type at the version it was written in, and its body."""

    type: EventType
    body: Body

    @property
    def envelope(self) -> Mapping[str, Any]:
        """The envelope (see ``schemas/avro/Envelope.avsc``)."""
        envelope: Mapping[str, Any] = self.body["envelope"]
        return envelope


@dataclass(frozen=True, slots=True)
class _Known:
    type: EventType
    schema: Json


def schema_fingerprint(schema: Json) -> bytes:
    """CRC-64-AVRO of the parsing canonical form, 8 bytes little-endian as on the wire."""
    return bytes.fromhex(fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO"))


class Codec:
    """Encodes and decodes events and sealed parts of one catalogue."""

    def __init__(self, types: Catalogue) -> None:
        self._wire: dict[bytes, _Known] = {}
        self._sealed: dict[bytes, _Known] = {}
        self._write_wire: dict[tuple[str, int], tuple[bytes, Json]] = {}
        self._write_sealed: dict[tuple[str, int], tuple[bytes, Json]] = {}
        self._envelope: Json = None
        for event in types.all():
            key = (event.name, event.version)
            self._write_wire[key] = self._learn(event, event.wire, self._wire)
            if event.sealed is not None:
                self._write_sealed[key] = self._learn(event, event.sealed, self._sealed)
            if self._envelope is None:
                self._envelope = _parsed(event.wire["fields"][0]["type"])

    @staticmethod
    def _learn(event: EventType, schema: Json, known: dict[bytes, _Known]) -> tuple[bytes, Json]:
        mark = schema_fingerprint(schema)
        if mark in known:
            raise ValueError(f"{event.label} has the fingerprint of another schema")
        parsed = _parsed(schema)
        known[mark] = _Known(event, parsed)
        return MARKER + mark, parsed

    def encode(self, event: EventType, body: Body) -> bytes:
        """The event's value bytes. Raises Unencodable."""
        return _write(*self._write_wire[event.name, event.version], body)

    def decode(self, value: bytes) -> Decoded:
        """The event of these bytes; they must be exactly its canonical encoding.

        fastavro reads past over-long numbers and trailing bytes, so the body is encoded again and
        compared before it is trusted. Raises Undecodable.
        """
        known = self._find(self._wire, value)
        return Decoded(known.type, _read_exactly(known.schema, value))

    def decode_lenient(self, value: bytes) -> Decoded:
        """As decode, for bytes that this process decoded before: no second encoding."""
        known = self._find(self._wire, value)
        return Decoded(known.type, _read(known.schema, value)[0])

    def decode_envelope(self, value: bytes) -> tuple[EventType, Body]:
        """Type and envelope alone; the payload is not looked at. Raises Undecodable."""
        known = self._find(self._wire, value)
        return known.type, _read(self._envelope, value)[0]

    def encode_sealed(self, event: EventType, fields: Body) -> bytes:
        """The plaintext of a sealed part. Raises Unencodable."""
        return _write(*self._write_sealed[event.name, event.version], fields)

    def decode_sealed(self, plaintext: bytes) -> Decoded:
        """The fields of an opened part. Raises Undecodable."""
        known = self._find(self._sealed, plaintext)
        return Decoded(known.type, _read_exactly(known.schema, plaintext))

    @staticmethod
    def _find(known: Mapping[bytes, _Known], value: bytes) -> _Known:
        if len(value) > MAX_VALUE_BYTES:
            raise Undecodable("OVERSIZE", f"record larger than {MAX_VALUE_BYTES} bytes")
        if value[:2] != MARKER:
            raise Undecodable("NOT_AVRO", "record does not begin with the single-object marker")
        found = known.get(value[2:HEADER_BYTES])
        if found is None:
            raise Undecodable(
                "UNKNOWN_SCHEMA", f"no schema with fingerprint {value[2:HEADER_BYTES].hex()}"
            )
        return found


@cache
def codec() -> Codec:
    """The codec of the catalogue shipped with this package (schemas parsed once)."""
    return Codec(catalogue())


def _read(schema: Json, value: bytes) -> tuple[Body, int]:
    stream = io.BytesIO(value)
    stream.seek(HEADER_BYTES)
    try:
        body = fastavro.schemaless_reader(stream, schema, None)
    except Exception as error:  # The decoder's edge: hostile bytes raise anything at all.
        raise Undecodable("MALFORMED", "record does not decode by its schema") from error
    if not isinstance(body, dict):
        raise Undecodable("MALFORMED", "record is not an Avro record")
    return body, stream.tell()


def _read_exactly(schema: Json, value: bytes) -> Body:
    body, end = _read(schema, value)
    if end != len(value):
        raise Undecodable("TRAILING_BYTES", "bytes follow the record")
    stream = io.BytesIO()
    try:
        fastavro.schemaless_writer(stream, schema, body)
    except Exception as error:  # What hostile bytes decoded to need not be writable.
        raise Undecodable("MALFORMED", "record does not encode again") from error
    if stream.getbuffer() != memoryview(value)[HEADER_BYTES:]:
        raise Undecodable("NOT_CANONICAL", "record is not in canonical encoding")
    return body


def _write(header: bytes, schema: Json, body: Body) -> bytes:
    stream = io.BytesIO()
    stream.write(header)
    try:
        fastavro.schemaless_writer(stream, schema, body, strict=True)
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
        raise Unencodable("the event does not fit its schema") from error
    value = stream.getvalue()
    if len(value) > MAX_VALUE_BYTES:
        raise Unencodable(f"the event is larger than {MAX_VALUE_BYTES} bytes")
    return value


def _parsed(schema: Json) -> Json:
    return fastavro.parse_schema(_without_logical_types(schema))


def _without_logical_types(node: Json) -> Json:
    if isinstance(node, list):
        return [_without_logical_types(item) for item in node]
    if isinstance(node, dict):
        return {
            key: _without_logical_types(value)
            for key, value in node.items()
            if key != "logicalType"
        }
    return node
