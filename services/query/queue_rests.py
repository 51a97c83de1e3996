"""Which looks at which cases rest on which keys of the view."""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from projections.household.reach import Key


class Rests:
    """Subject → the keys that were asked for to see it, and back.

    Keys are kept as their hash, some hundred bytes each would be too much for hundreds of
    thousands: two keys of one hash cost a look too many, never one too few.
    """

    def __init__(self) -> None:
        self._keys: dict[Key, array[int]] = {}
        self._subjects: dict[int, Key | frozenset[Key]] = {}

    def add(self, subject: Key, keys: Iterable[Key]) -> None:
        """The subject rests on these too."""
        before = frozenset(self._keys.get(subject, ()))
        new = {hash(key) for key in keys} - before
        if not new:
            return
        self._keys.setdefault(subject, array("q")).extend(new)
        for one in new:
            there = self._subjects.get(one)
            self._subjects[one] = subject if there is None else _set(there) | {subject}

    def on(self, key: Key) -> Iterable[Key]:
        """The subjects that rest on this key."""
        there = self._subjects.get(hash(key))
        return () if there is None else _set(there)

    def drop(self, subject: Key) -> None:
        """The subject must be looked at again."""
        for one in self._keys.pop(subject, ()):
            left = _set(self._subjects[one]) - {subject}
            if left:
                self._subjects[one] = left
            else:
                del self._subjects[one]

    def clear(self) -> None:
        """Everything must be."""
        self._keys.clear()
        self._subjects.clear()

    def __len__(self) -> int:
        """How many subjects rest on anything."""
        return len(self._keys)


def _set(there: Key | frozenset[Key]) -> frozenset[Key]:
    return there if isinstance(there, frozenset) else frozenset([there])
