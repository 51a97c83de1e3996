"""Reads Avro binary by a schema: strict, bounded and canonical, in one pass over the bytes.

Source: Avro 1.12 specification, "Binary encoding". The schema is compiled once into nested
functions. General readers accept over-long numbers, negative indexes, split blocks and numbers out
of range, so that a body could be trusted only after a second encoding, at twice the cost; here
every value has exactly one accepted spelling. In the tests fastavro and Apache avro are the judges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

from schemas.times import FIRST_DAY, FIRST_MICROS, LAST_DAY, LAST_MICROS

Json = Any
Reader = Callable[[bytes, int], tuple[Any, int]]
"""(bytes, offset) → (value, offset behind it), which may lie behind the last byte: compare it."""

INT = (-(1 << 31), (1 << 31) - 1)
LONG = (-(1 << 63), (1 << 63) - 1)
LIMITS = {
    ("int", None): INT,
    ("long", None): LONG,
    ("int", "date"): (FIRST_DAY, LAST_DAY),
    ("long", "timestamp-micros"): (FIRST_MICROS, LAST_MICROS),
}
"""Smallest and largest value by type and logical type; days and instants must be in a calendar."""

_ONE_BYTE = 64
"""Enum and union indexes below this take one byte."""

_SHIFTS = tuple(range(7, 70, 7))
"""Of the second to the tenth group of 7 bits."""

BROKEN = (IndexError, KeyError, UnicodeDecodeError)
"""What a Reader raises, besides Misread, for bytes that end early or hold no such symbol."""


class Misread(ValueError):
    """The bytes are not this schema's canonical encoding; ``reason`` is a stable code."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def compile_reader(schema: Json) -> Reader:
    """The reader of a schema that fastavro has parsed (every name defined and qualified).

    Raises ValueError for a construct the catalogue does not use.
    """
    return _build(schema, {})[0]


def _build(schema: Json, names: dict[str, tuple[Reader, int]]) -> tuple[Reader, int]:
    """The reader, and the fewest bytes a value takes."""
    if isinstance(schema, list):
        if len(schema) != 2 or schema[0] != "null":
            raise ValueError("the only unions in use are null and one type")
        return _optional(_build(schema[1], names)[0]), 1
    if isinstance(schema, str):
        return names[schema] if schema in names else (_primitive(schema, None), 1)
    kind = schema["type"]
    if kind == "array":
        return _array(*_build(schema["items"], names)), 1
    if kind not in ("record", "fixed", "enum"):
        return _primitive(kind, schema.get("logicalType")), 1
    if kind == "record":
        fields = [(field["name"], *_build(field["type"], names)) for field in schema["fields"]]
        built = _record([(name, read) for name, read, _ in fields]), sum(at[2] for at in fields)
    elif kind == "fixed":
        built = _fixed(schema["size"]), schema["size"]
    else:
        built = _enum(schema["symbols"]), 1
    names[schema["name"]] = built
    return built


def _primitive(kind: str, logical: str | None) -> Reader:
    plain: dict[str, Reader] = {"string": _string, "bytes": _bytes, "boolean": _boolean}
    if logical is None and kind in plain:
        return plain[kind]
    if (kind, logical) not in LIMITS:
        raise ValueError(f"Avro type {kind} with logical type {logical} is not in use")
    return _number(*LIMITS[kind, logical])


def _record(fields: list[tuple[str, Reader]]) -> Reader:
    def read(data: bytes, at: int) -> tuple[Any, int]:
        body: dict[str, Any] = {}
        for name, value in fields:
            body[name], at = value(data, at)
        return body, at

    return read


def _array(item: Reader, least: int) -> Reader:
    if least < 1:
        raise ValueError("an array of items without bytes has no bound")

    def read(data: bytes, at: int) -> tuple[Any, int]:
        if not data[at]:
            return [], at + 1
        count, at = _varint(data, at)
        if count & 1:
            raise Misread("NOT_CANONICAL", "array block with a byte size")
        count >>= 1
        if count * least > len(data) - at:
            raise Misread("MALFORMED", "array longer than the record")
        values = []
        for _ in range(count):
            value, at = item(data, at)
            values.append(value)
        if data[at]:
            raise Misread("NOT_CANONICAL", "array in more than one block")
        return values, at + 1

    return read


def _optional(some: Reader) -> Reader:
    def read(data: bytes, at: int) -> tuple[Any, int]:
        index = data[at]
        if index == 2:
            return some(data, at + 1)
        if index:
            raise Misread("MALFORMED", "no such branch of a union")
        return None, at + 1

    return read


def _fixed(size: int) -> Reader:
    def read(data: bytes, at: int) -> tuple[Any, int]:
        end = at + size
        return data[at:end], end

    return read


def _enum(symbols: list[str]) -> Reader:
    if len(symbols) > _ONE_BYTE:
        raise ValueError("an enum of more than 64 symbols belongs in a code list")
    by_byte = {2 * index: symbol for index, symbol in enumerate(symbols)}

    def read(data: bytes, at: int) -> tuple[Any, int]:
        return by_byte[data[at]], at + 1

    return read


def _number(smallest: int, largest: int) -> Reader:
    def read(data: bytes, at: int) -> tuple[Any, int]:
        number, at = _varint(data, at)
        number = (number >> 1) ^ -(number & 1)
        if not smallest <= number <= largest:
            raise Misread("OUT_OF_RANGE", "number, day or instant out of range")
        return number, at

    return read


def _string(data: bytes, at: int) -> tuple[Any, int]:
    length = data[at]
    if length < 0x80:
        at += 1
    else:
        length, at = _varint(data, at)
    if length & 1:
        _negative_length()
    end = at + (length >> 1)
    return data[at:end].decode(), end


def _bytes(data: bytes, at: int) -> tuple[Any, int]:
    length, at = _varint(data, at)
    if length & 1:
        _negative_length()
    end = at + (length >> 1)
    return data[at:end], end


def _boolean(data: bytes, at: int) -> tuple[Any, int]:
    if data[at] > 1:
        raise Misread("MALFORMED", "boolean other than 0 and 1")
    return data[at] == 1, at + 1


def _varint(data: bytes, at: int) -> tuple[int, int]:
    """An unsigned number of at most 64 bits in groups of 7, in the fewest bytes."""
    byte = data[at]
    at += 1
    if byte < 0x80:
        return byte, at
    number = byte & 0x7F
    for shift in _SHIFTS:
        byte = data[at]
        at += 1
        if byte < 0x80:
            if not byte:
                raise Misread("NOT_CANONICAL", "number with empty leading groups")
            number |= byte << shift
            if number >> 64:
                raise Misread("MALFORMED", "number of more than 64 bits")
            return number, at
        number |= (byte & 0x7F) << shift
    raise Misread("MALFORMED", "number longer than ten bytes")


def _negative_length() -> NoReturn:
    raise Misread("MALFORMED", "negative length")
