"""Proofs that a record is in a history, and that a longer history continues a shorter one.

Source: RFC 6962 sections 2.1.1 and 2.1.2 for what they are, RFC 9162 sections 2.1.3.2 and 2.1.4.2
for how they are checked. A proof is a list of hashes; whoever checks one holds both roots from
elsewhere (a signed checkpoint) and trusts neither the proof nor who sent it.
"""

from __future__ import annotations

from collections.abc import Sequence

from schemas.history.tree import EMPTY_ROOT, HASH_BYTES, Node, node_hash, range_hash, split


class ProofRefused(Exception):
    """The proof does not show what it should. ``computed`` and ``claimed`` are roots where the
    proof was well formed and led elsewhere, else None."""

    def __init__(
        self, why: str, computed: bytes | None = None, claimed: bytes | None = None
    ) -> None:
        roots = (
            f": computed root {computed.hex()}, claimed root {claimed.hex()}"
            if computed is not None and claimed is not None
            else ""
        )
        super().__init__(why + roots)
        self.computed = computed
        self.claimed = claimed


def inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """The proof that leaf ``index`` is in the first ``size``. Raises ValueError outside of them."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    path: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + split(end - begin)
        if index < middle:
            path.append(range_hash(node, middle, end))
            end = middle
        else:
            path.append(range_hash(node, begin, middle))
            begin = middle
    return path[::-1]


def consistency(node: Node, old: int, new: int) -> list[bytes]:
    """The proof that the first ``new`` leaves begin with the first ``old``; empty where either is
    the whole of it or ``old`` is 0. Raises ValueError where ``old`` is the longer."""
    if not 0 <= old <= new:
        raise ValueError(f"a history of {new} can not continue one of {old}")
    if old in (0, new):
        return []
    path: list[bytes] = []
    begin, end, whole = 0, new, True
    while old != end:
        middle = begin + split(end - begin)
        if old <= middle:
            path.append(range_hash(node, middle, end))
            end = middle
        else:
            path.append(range_hash(node, begin, middle))
            begin, whole = middle, False
    if not whole:
        path.append(range_hash(node, begin, end))
    return path[::-1]


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raises ProofRefused unless ``leaf`` is leaf ``index`` of the ``size`` under ``root``."""
    if not 0 <= index < size:
        raise ProofRefused(f"leaf {index} is not in a tree of {size}")
    _check_hashes(leaf, root, *proof)
    at, last, found = index, size - 1, leaf
    for hash_ in proof:
        if last == 0:
            raise ProofRefused(f"the proof is longer than a tree of {size} is high")
        if at & 1 or at == last:
            found = node_hash(hash_, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, hash_)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefused(f"the proof is shorter than a tree of {size} is high")
    _same(found, root, f"leaf {index} is not under the root of {size}")


def check_consistency(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    """Raises ProofRefused unless the ``new`` under ``new_root`` begin with the ``old`` under
    ``old_root``."""
    if not 0 <= old <= new:
        raise ProofRefused(f"a history of {new} can not continue one of {old}")
    _check_hashes(old_root, new_root, *proof)
    if old in (0, new):
        if proof:
            raise ProofRefused(f"from {old} to {new} there is nothing to prove")
        expected = EMPTY_ROOT if old == 0 else new_root
        _same(expected, old_root, f"the root of {old} is another one")
        if new == 0:
            _same(EMPTY_ROOT, new_root, "the root of 0 is another one")
        return
    _check_growth(old, new, proof, old_root, new_root)


def _check_growth(
    old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes
) -> None:
    # Where the old tree is one full subtree, its root is the first hash and is not sent.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise ProofRefused(f"the proof from {old} to {new} is empty")
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for hash_ in path[1:]:
        if last == 0:
            raise ProofRefused(f"the proof is longer than a tree of {new} is high")
        if at & 1 or at == last:
            before, after = node_hash(hash_, before), node_hash(hash_, after)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, hash_)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefused(f"the proof is shorter than a tree of {new} is high")
    _same(before, old_root, f"the {new} do not begin with the {old}")
    _same(after, new_root, f"the {new} are not what continues the {old}")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(each) != HASH_BYTES for each in hashes):
        raise ProofRefused(f"a hash is not {HASH_BYTES} bytes long")


def _same(computed: bytes, claimed: bytes, why: str) -> None:
    if computed != claimed:
        raise ProofRefused(why, computed, claimed)
