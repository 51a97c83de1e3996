"""Records as no adapter frames them: mutated ones, random bytes, decoder bombs, lying headers."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from schemas.framing import CONFLICT_HEADER
from schemas.record import (
    SEQUENCE_HEADER,
    SUBJECT_HEADER,
    TYPE_HEADER,
    Headers,
    LogRecord,
    sorted_headers,
)

LARGEST = 900_000
"""Bytes of a value that every log takes and no reader decodes."""

_LONG_OF_A_BILLION = b"\x80\xa8\xd6\xb9\x07"


def hostile_records(real: Sequence[LogRecord], first: int, count: int) -> list[LogRecord]:
    """That many, numbered densely from ``first`` on, made from an agency's real ones."""
    chance = Random(first)
    return [
        _hostile(chance.choice(real), first + number, number, chance) for number in range(count)
    ]


def without_a_number(real: LogRecord) -> LogRecord:
    """A record whose sequence cannot be read."""
    return real._replace(headers=_with(real.headers, SEQUENCE_HEADER, "７".encode()))


def _hostile(real: LogRecord, sequence: int, number: int, chance: Random) -> LogRecord:
    value, headers, key = real.value, real.headers, real.key
    kind = number % 10
    if kind == 0:
        value = chance.randbytes(chance.randint(0, 400))
    elif kind == 1:
        value = value[:10] + chance.randbytes(chance.randint(0, 400))
    elif kind == 2:
        at = chance.randrange(10, len(value))
        value = value[:at] + _LONG_OF_A_BILLION * chance.randint(1, 4) + value[at:]
    elif kind == 3:
        value += b"\0"
    elif kind == 4:
        value = value[:10] + bytes(LARGEST)
    elif kind == 5:
        headers = _with(headers, CONFLICT_HEADER, b"9" * chance.randint(1, 40))
    elif kind == 6:
        headers = _with(headers, TYPE_HEADER, b"\xff\xfe")
        value = b""
    elif kind == 7:
        headers = _with(headers, SUBJECT_HEADER, b"x" * 5000)
        key = chance.randbytes(3000)
        value = value[: len(value) // 2]
    else:
        value = _flipped(value, chance)
    numbered = _with(headers, SEQUENCE_HEADER, b"%d" % sequence)
    return LogRecord(key, numbered, value)


def _flipped(value: bytes, chance: Random) -> bytes:
    data = bytearray(value)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data))
        data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def _with(headers: Headers, name: str, value: bytes) -> Headers:
    return sorted_headers([*(each for each in headers if each[0] != name), (name, value)])
