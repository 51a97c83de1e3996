"""Avro's binary pieces spelled out for tests, and schemas as general readers take them."""

from __future__ import annotations

from typing import Any


def number(value: int) -> bytes:
    """A long: zigzag, then groups of 7 bits, least significant first."""
    rest = value << 1 if value >= 0 else (-value << 1) - 1
    groups = bytearray()
    while rest > 0x7F:
        groups.append(rest & 0x7F | 0x80)
        rest >>= 7
    return bytes([*groups, rest])


def unsigned(groups: bytes) -> int:
    """What groups of 7 bits add up to."""
    return sum((byte & 0x7F) << 7 * at for at, byte in enumerate(groups))


def plain(schema: Any) -> Any:
    """Without logical types, which general readers turn into objects."""
    if isinstance(schema, list):
        return [plain(item) for item in schema]
    if isinstance(schema, dict):
        return {key: plain(value) for key, value in schema.items() if key != "logicalType"}
    return schema
