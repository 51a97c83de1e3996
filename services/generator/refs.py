"""Finds the persons that a payload names."""

from __future__ import annotations

from collections.abc import Iterator

from services.generator.steps import Ref

_LEAVES = (str, int, bytes)


def refs_in(value: object) -> Iterator[Ref]:
    """Every Ref anywhere in a payload value."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            if not isinstance(inner, _LEAVES):
                yield from refs_in(inner)
    elif isinstance(value, list):
        for inner in value:
            if not isinstance(inner, _LEAVES):
                yield from refs_in(inner)
