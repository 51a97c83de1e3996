"""The Merkle tree of one agency's records, by sequence.

Source: RFC 6962 section 2.1. A leaf's hash is ``schemas.record.leaf_hash`` of the record's
canonical bytes; leaf 0 is the record of sequence 1. Every hash is 32 bytes of SHA-256.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

HASH_BYTES: Final = 32

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
"""The root of no record at all."""

_NODE_PREFIX = b"\x01"

Node = Callable[[int, int], bytes]
"""The hash of a full subtree: its level (0 for leaves) and its place on that level from 0, as
``Complete`` names them. Raises LookupError where the tree is not that long."""


class Complete(NamedTuple):
    """A full subtree: the leaves from ``place * 2**level`` on, ``2**level`` of them."""

    level: int
    place: int
    hash: bytes


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash above two others."""
    return hashlib.sha256(_NODE_PREFIX + left + right).digest()


def split(size: int) -> int:
    """How many of ``size`` leaves stand on the left: the largest power of two below ``size``.

    Raises ValueError below 2: a single leaf has no sides.
    """
    if size < 2:
        raise ValueError(f"a tree of {size} leaves has no left side")
    return 1 << ((size - 1).bit_length() - 1)


def root(node: Node, size: int) -> bytes:
    """The root over the first ``size`` leaves."""
    return range_hash(node, 0, size) if size else EMPTY_ROOT


def range_hash(node: Node, begin: int, end: int) -> bytes:
    """The hash over the leaves ``begin`` up to ``end``, which is left out: ``begin`` must be a
    multiple of the smallest power of two that is not below their number, as in every proof."""
    size = end - begin
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return node(level, begin >> level)
    middle = begin + split(size)
    return node_hash(range_hash(node, begin, middle), range_hash(node, middle, end))


class Frontier:
    """The right edge of a growing tree: what is needed to append and to know the root, 32 bytes
    for each bit of the size."""

    def __init__(self, size: int = 0, edge: tuple[bytes, ...] = ()) -> None:
        """``edge``: the full subtrees that make ``size``, the largest first.

        Raises ValueError where they are not as many as ``size`` has bits set.
        """
        if len(edge) != size.bit_count():
            raise ValueError(f"size {size} needs {size.bit_count()} hashes, not {len(edge)}")
        self._size = size
        self._edge = list(edge)

    @property
    def size(self) -> int:
        """How many leaves."""
        return self._size

    @property
    def edge(self) -> tuple[bytes, ...]:
        """The full subtrees, the largest first: enough to go on from here."""
        return tuple(self._edge)

    def append(self, leaf: bytes) -> Iterator[Complete]:
        """Add a leaf; every full subtree that it completes, the leaf itself first."""
        index, level, found = self._size, 0, leaf
        self._size += 1
        completed = [Complete(0, index, leaf)]
        while index & 1:
            found = node_hash(self._edge.pop(), found)
            index, level = index >> 1, level + 1
            completed.append(Complete(level, index, found))
        self._edge.append(found)
        return iter(completed)

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return EMPTY_ROOT
        found = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            found = node_hash(left, found)
        return found
