"""Avro single-object encoding of events and of opened sealed parts: strict and bounded.

``C3 01``, the schema's CRC-64-AVRO fingerprint in little-endian order, the body (Avro 1.12
specification, "Single-object encoding"). Instants are whole microseconds and dates whole days
since 1970-01-01, because an object for each of them would cost more than the rest of the event.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from typing import Any

import fastavro
from fastavro.schema import fingerprint, to_parsing_canonical_form

from schemas.catalogue import Catalogue, EventType, catalogue
from schemas.fit import Check, Unfit, compile_fit, compile_ranges

Json = Any
Body = dict[str, Any]

_FILLED_BY_TYPED_CODE = frozenset({"envelope", "sealed"})
MARKER = b"\xc3\x01"
HEADER_BYTES = 10
MAX_VALUE_BYTES = 256 * 1024
"""An event larger than this is refused at the adapter and set aside by readers."""


class Undecodable(ValueError):
    """The bytes are not an event of this catalogue; ``reason`` is a stable code.

    OVERSIZE, NOT_AVRO, UNKNOWN_SCHEMA, MALFORMED, NOT_CANONICAL, OUT_OF_RANGE, TRAILING_BYTES or
    TYPE_MISMATCH. The message never contains content.
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class Unencodable(ValueError):
    """The event does not fit its schema (MISFIT, with the ``field``) or is too large (OVERSIZE).

    The message names field and rule, never content.
    """

    def __init__(self, reason: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.reason = reason
        self.field = field


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
class _Parsed:
    """A schema as fastavro takes it, and what fastavro does not check."""

    avro: Json
    fits: Check
    in_range: Check


@dataclass(frozen=True, slots=True)
class _Known:
    """One schema on the log. ``type`` is the newest version that is written with it.

    ``later`` are the fields that a newer version of the sealed schema added, at their defaults.
    """

    type: EventType
    schema: _Parsed
    later: Body


def schema_fingerprint(schema: Json) -> bytes:
    """CRC-64-AVRO of the parsing canonical form, 8 bytes little-endian as on the wire."""
    return bytes.fromhex(fingerprint(to_parsing_canonical_form(schema), "CRC-64-AVRO"))


class Codec:
    """Encodes and decodes events and sealed parts of one catalogue.

    Versions of a type that differ only in their sealed fields look alike on the wire, and those
    that differ only in clear ones look alike once opened: such bytes belong to the newest of them.
    """

    def __init__(self, types: Catalogue) -> None:
        self._wire: dict[bytes, _Known] = {}
        self._sealed: dict[bytes, _Known] = {}
        self._write_wire: dict[tuple[str, int], tuple[bytes, _Parsed]] = {}
        self._write_sealed: dict[tuple[str, int], tuple[bytes, _Parsed, Body]] = {}
        self._envelope: _Parsed | None = None
        for event in types.all():
            key = (event.name, event.version)
            mark, parsed = _parsed(event.wire, _FILLED_BY_TYPED_CODE)
            _learn(self._wire, mark, _Known(event, parsed, {}))
            self._write_wire[key] = MARKER + mark, parsed
            if self._envelope is None:
                _, self._envelope = _parsed(event.wire["fields"][0]["type"])
            if event.sealed is not None:
                mark, parsed = _parsed(event.sealed)
                empty = _defaults(event.sealed)
                latest = _defaults(types.latest(event.name).sealed)
                later = {name: value for name, value in latest.items() if name not in empty}
                _learn(self._sealed, mark, _Known(event, parsed, later))
                self._write_sealed[key] = MARKER + mark, parsed, empty

    def encode(self, event: EventType, body: Body) -> bytes:
        """The event's value bytes; every field of the body is given. Raises Unencodable."""
        value = _write(*self._write_wire[event.name, event.version], body)
        if body["envelope"]["event_type"] != event.name:
            raise Unencodable("MISFIT", "envelope.event_type names another type", "event_type")
        return value

    def decode(self, value: bytes) -> Decoded:
        """The event of these bytes, which must be exactly its canonical encoding.

        fastavro reads past over-long numbers, split arrays and trailing bytes, so the body is
        encoded again and compared before it is trusted. Raises Undecodable.
        """
        known = _find(self._wire, value)
        body = _read_exactly(known.schema, value)
        if body["envelope"]["event_type"] != known.type.name:
            raise Undecodable("TYPE_MISMATCH", "envelope and schema name different event types")
        return Decoded(known.type, body)

    def decode_lenient(self, value: bytes) -> Decoded:
        """As decode, for bytes that were decoded before they were stored: no second encoding.

        Raises Undecodable.
        """
        known = _find(self._wire, value)
        return Decoded(known.type, _read(known.schema, value)[0])

    def type_of(self, value: bytes) -> EventType:
        """The type and version by the fingerprint alone. Raises Undecodable."""
        return _find(self._wire, value).type

    def decode_envelope(self, value: bytes) -> tuple[EventType, Body]:
        """Type and envelope alone; the payload is not looked at. Raises Undecodable."""
        known = _find(self._wire, value)
        if self._envelope is None:
            raise Undecodable("UNKNOWN_SCHEMA", "the catalogue is empty")
        envelope, _ = _read(self._envelope, value)
        if envelope["event_type"] != known.type.name:
            raise Undecodable("TYPE_MISMATCH", "envelope and schema name different event types")
        return known.type, envelope

    def encode_sealed(self, event: EventType, fields: Body) -> bytes:
        """The plaintext of a sealed part; absent fields are empty. Raises Unencodable."""
        header, schema, empty = self._write_sealed[event.name, event.version]
        return _write(header, schema, {**empty, **fields})

    def decode_sealed(self, plaintext: bytes) -> Decoded:
        """The fields of an opened part; those that a later version added are empty.

        Raises Undecodable.
        """
        known = _find(self._sealed, plaintext)
        body = _read_exactly(known.schema, plaintext)
        return Decoded(known.type, body | deepcopy(known.later))


@cache
def codec() -> Codec:
    """The codec of the catalogue shipped with this package (schemas parsed once)."""
    return Codec(catalogue())


def _learn(known: dict[bytes, _Known], mark: bytes, schema: _Known) -> None:
    other = known.get(mark)
    if other is not None and other.type.name != schema.type.name:
        raise ValueError(f"{schema.type.label} has the fingerprint of {other.type.label}")
    known[mark] = schema


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


def _read(schema: _Parsed, value: bytes) -> tuple[Body, int]:
    stream = io.BytesIO(value)
    stream.seek(HEADER_BYTES)
    try:
        body = fastavro.schemaless_reader(stream, schema.avro, None)
    except Exception as error:  # The decoder's edge: hostile bytes raise anything at all.
        raise Undecodable("MALFORMED", "record does not decode by its schema") from error
    if not isinstance(body, dict):
        raise Undecodable("MALFORMED", "record is not an Avro record")
    try:
        schema.in_range(body)
    except Unfit as error:
        raise Undecodable("OUT_OF_RANGE", f"{'.'.join(error.path)} {error.rule}") from error
    return body, stream.tell()


def _read_exactly(schema: _Parsed, value: bytes) -> Body:
    body, end = _read(schema, value)
    if end != len(value):
        raise Undecodable("TRAILING_BYTES", "bytes follow the record")
    stream = io.BytesIO()
    try:
        fastavro.schemaless_writer(stream, schema.avro, body)
    except Exception as error:  # What hostile bytes decoded to need not be writable.
        raise Undecodable("MALFORMED", "record does not encode again") from error
    if stream.getbuffer() != memoryview(value)[HEADER_BYTES:]:
        raise Undecodable("NOT_CANONICAL", "record is not in canonical encoding")
    return body


def _write(header: bytes, schema: _Parsed, body: Body) -> bytes:
    stream = io.BytesIO()
    stream.write(header)
    try:
        schema.fits(body)
        fastavro.schemaless_writer(stream, schema.avro, body, strict=True)
    except Unfit as error:
        field = ".".join(error.path)
        raise Unencodable("MISFIT", f"{field} {error.rule}", field) from error
    except (ValueError, TypeError, AttributeError, LookupError, OverflowError) as error:
        raise Unencodable("MISFIT", "the event does not fit its schema") from error
    value = stream.getvalue()
    if len(value) > MAX_VALUE_BYTES:
        raise Unencodable("OVERSIZE", f"the event is larger than {MAX_VALUE_BYTES} bytes")
    return value


def _parsed(schema: Json, trusted: frozenset[str] = frozenset()) -> tuple[bytes, _Parsed]:
    """Parsed without logical types: an object for every instant would cost more than the rest."""
    named = fastavro.parse_schema(schema)
    plain = fastavro.parse_schema(_without_logical_types(schema))
    return schema_fingerprint(schema), _Parsed(
        plain, compile_fit(named, trusted), compile_ranges(named)
    )


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


def _defaults(schema: Json) -> Body:
    """Every field of a sealed part when it is empty: null, or no items."""
    return {field["name"]: field["default"] for field in schema["fields"]} if schema else {}
