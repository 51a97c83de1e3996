"""What is kept in order while it changes one by one."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

Value = TypeVar("Value")
Key = TypeVar("Key", bound=Hashable)


class Ordered(Generic[Key, Value]):
    """Values by a key that orders them; one key twice is one value, until both are gone.

    A list and not a tree: to make room among ten thousand takes a few microseconds.
    """

    def __init__(self) -> None:
        self._keys: list[Any] = []
        self._values: dict[Key, Value] = {}
        self._times: dict[Key, int] = {}

    def add(self, key: Key, value: Value) -> None:
        """Take a value in."""
        times = self._times.get(key, 0)
        self._times[key] = times + 1
        if not times:
            insort(self._keys, key)
            self._values[key] = value

    def remove(self, key: Key) -> None:
        """Let go of a value that was taken in under this key."""
        self._times[key] -= 1
        if not self._times[key]:
            del self._times[key], self._values[key], self._keys[bisect_left(self._keys, key)]

    def values(self) -> tuple[Value, ...]:
        """Every value in order."""
        return tuple(map(self._values.__getitem__, self._keys))
