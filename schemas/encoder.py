"""Writes Avro binary by a schema, in its canonical form and without silent conversions.

Source: Avro 1.12 specification, "Binary encoding". fastavro's writer turns 1.5 into 1, any value
into a boolean and a text into an array of letters; here every value has exactly the type of its
field, so that what was written reads back equal. In the tests fastavro is the judge.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from schemas.decoder import LIMITS

Json = Any
Writer = Callable[[bytearray, Any], None]


class Unfit(ValueError):
    """A value does not fit: ``path`` is the field, ``rule`` what it must be; never the value."""

    def __init__(self, rule: str) -> None:
        super().__init__(rule)
        self.rule = rule
        self.path: tuple[str, ...] = ()

    def below(self, name: str) -> Unfit:
        """The same, seen from the record that holds the field ``name``."""
        self.path = (name, *self.path)
        return self


def compile_writer(schema: Json) -> Writer:
    """The writer of a schema that fastavro has parsed (every name defined and qualified).

    Raises ValueError for a construct the catalogue does not use.
    """
    return _build(schema, {})


def _build(schema: Json, names: dict[str, Writer]) -> Writer:
    if isinstance(schema, list):
        if len(schema) != 2 or schema[0] != "null":
            raise ValueError("the only unions in use are null and one type")
        return _optional(_build(schema[1], names))
    if isinstance(schema, str):
        return names[schema] if schema in names else _primitive(schema, None)
    kind = schema["type"]
    if kind == "array":
        return _array(_build(schema["items"], names))
    if kind not in ("record", "fixed", "enum"):
        return _primitive(kind, schema.get("logicalType"))
    if kind == "record":
        built = _record([(at["name"], _build(at["type"], names)) for at in schema["fields"]])
    elif kind == "fixed":
        built = _fixed(schema["size"])
    else:
        built = _enum(schema["symbols"])
    names[schema["name"]] = built
    return built


def _primitive(kind: str, logical: str | None) -> Writer:
    plain: dict[str, Writer] = {"string": _string, "bytes": _bytes, "boolean": _boolean}
    if logical is None and kind in plain:
        return plain[kind]
    if (kind, logical) not in LIMITS:
        raise ValueError(f"Avro type {kind} with logical type {logical} is not in use")
    return _number(*LIMITS[kind, logical])


def _record(fields: list[tuple[str, Writer]]) -> Writer:
    names = {name for name, _ in fields}

    def write(out: bytearray, value: Any) -> None:
        if not isinstance(value, dict):
            raise Unfit("must be a record")
        if len(value) > len(names):
            raise Unfit(f"has {len(value.keys() - names)} fields that its schema does not know")
        name = ""
        try:
            for name, item in fields:
                item(out, value[name])
        except KeyError:
            raise Unfit("is missing").below(name) from None
        except Unfit as error:
            raise error.below(name) from None

    return write


def _array(item: Writer) -> Writer:
    def write(out: bytearray, value: Any) -> None:
        if not isinstance(value, list | tuple):
            raise Unfit("must be a list")
        if value:
            _varint(out, len(value) << 1)
            for one in value:
                item(out, one)
        out.append(0)

    return write


def _optional(some: Writer) -> Writer:
    def write(out: bytearray, value: Any) -> None:
        if value is None:
            out.append(0)
        else:
            out.append(2)
            some(out, value)

    return write


def _fixed(size: int) -> Writer:
    def write(out: bytearray, value: Any) -> None:
        if not isinstance(value, bytes) or len(value) != size:
            raise Unfit(f"must be {size} bytes")
        out += value

    return write


def _enum(symbols: list[str]) -> Writer:
    by_symbol = {symbol: 2 * index for index, symbol in enumerate(symbols)}

    def write(out: bytearray, value: Any) -> None:
        byte = by_symbol.get(value) if isinstance(value, str) else None
        if byte is None:
            raise Unfit(f"must be one of {', '.join(symbols)}")
        out.append(byte)

    return write


def _number(smallest: int, largest: int) -> Writer:
    def write(out: bytearray, value: Any) -> None:
        if type(value) is not int:  # A truth value is an int too, and must not become one.
            raise Unfit("must be a whole number")
        if not smallest <= value <= largest:
            raise Unfit(f"must lie from {smallest} to {largest}")
        _varint(out, (value << 1) ^ (value >> 63))

    return write


def _string(out: bytearray, value: Any) -> None:
    if not isinstance(value, str):
        raise Unfit("must be a text")
    try:
        raw = value.encode()
    except UnicodeEncodeError:
        raise Unfit("must be a text of Unicode scalar values") from None
    _varint(out, len(raw) << 1)
    out += raw


def _bytes(out: bytearray, value: Any) -> None:
    if not isinstance(value, bytes):
        raise Unfit("must be bytes")
    _varint(out, len(value) << 1)
    out += value


def _boolean(out: bytearray, value: Any) -> None:
    if not isinstance(value, bool):
        raise Unfit("must be true or false")
    out.append(value)


def _varint(out: bytearray, number: int) -> None:
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
