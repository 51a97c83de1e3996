"""How events are numbered in a view's file."""

from __future__ import annotations

SEQUENCE_BITS = 40
_SEQUENCE_MASK = (1 << SEQUENCE_BITS) - 1


def event_number(source: int, sequence: int) -> int:
    """An event's row number: its source's number and its sequence, so that rows of one agency
    are appended side by side."""
    return source << SEQUENCE_BITS | sequence


def source_and_sequence(number: int) -> tuple[int, int]:
    """The source's number and the sequence of a row number."""
    return number >> SEQUENCE_BITS, number & _SEQUENCE_MASK
