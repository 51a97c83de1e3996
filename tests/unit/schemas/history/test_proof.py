"""Tree and proofs against the definition of RFC 6962, and against every kind of damage."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.history.proof import (
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency,
    inclusion,
)
from schemas.history.tree import EMPTY_ROOT, Frontier, Node, node_hash, root, split

SIZES = [0, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33]


def leaf(number: int) -> bytes:
    return hashlib.sha256(b"\x00" + number.to_bytes(8, "big")).digest()


def by_definition(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962 section 2.1, as it is written there."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    k = 1
    while k * 2 < len(leaves):
        k *= 2
    return node_hash(by_definition(leaves[:k]), by_definition(leaves[k:]))


def grown(size: int) -> tuple[Frontier, Node]:
    """A tree of so many leaves and its full subtrees."""
    frontier, nodes = Frontier(), {}
    for number in range(size):
        for level, index, hash_ in frontier.append(leaf(number)):
            nodes[level, index] = hash_
    return frontier, lambda level, index: nodes[level, index]


@pytest.mark.parametrize("size", range(70))
def test_the_root_is_that_of_the_definition(size: int) -> None:
    frontier, node = grown(size)
    expected = by_definition([leaf(number) for number in range(size)])
    assert frontier.root() == root(node, size) == expected
    assert frontier.size == size


def test_a_tree_goes_on_from_its_edge() -> None:
    for size in range(40):
        frontier, _ = grown(size)
        again = Frontier(frontier.size, frontier.edge)
        assert [*again.append(leaf(size))] == [*frontier.append(leaf(size))]
        assert again.root() == grown(size + 1)[0].root()


@pytest.mark.parametrize(("size", "edge"), [(0, (leaf(0),)), (3, (leaf(0),)), (4, ())])
def test_an_edge_that_is_not_of_its_size_is_refused(size: int, edge: tuple[bytes, ...]) -> None:
    with pytest.raises(ValueError, match="needs"):
        Frontier(size, edge)


def test_a_single_leaf_has_no_sides() -> None:
    for size in (0, 1):
        with pytest.raises(ValueError, match="left side"):
            split(size)
    assert [split(size) for size in (2, 3, 4, 5, 8, 9)] == [1, 2, 2, 4, 4, 8]


@pytest.mark.parametrize("size", [size for size in range(66) if size])
def test_every_record_is_shown_to_be_in_every_history(size: int) -> None:
    _, node = grown(size)
    for index in range(size):
        proof = inclusion(node, index, size)
        check_inclusion(leaf(index), index, size, proof, root(node, size))


@pytest.mark.parametrize("new", range(66))
def test_every_history_is_shown_to_continue_every_shorter_one(new: int) -> None:
    _, node = grown(new)
    for old in range(new + 1):
        proof = consistency(node, old, new)
        check_consistency(old, new, proof, root(node, old), root(node, new))


@given(st.integers(1, 300), st.data())
def test_no_other_leaf_place_size_or_hash_passes(size: int, data: st.DataObject) -> None:
    _, node = grown(size)
    index = data.draw(st.integers(0, size - 1))
    proof, top = inclusion(node, index, size), root(node, size)
    damaged = [
        (leaf(size + 1), index, proof, top),
        (leaf(index), index, [*proof, leaf(0)], top),
        (leaf(index), index, proof, leaf(999)),
        (leaf(index), size, proof, top),
        (leaf(index), -1, proof, top),
        (leaf(index), index, [*proof[:-1], b"short"], top),
    ]
    if size > 1:
        other = data.draw(st.integers(0, size - 1).filter(lambda one: one != index))
        place = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        damaged += [
            (leaf(index), other, proof, top),
            (leaf(index), index, proof[:-1], top),
            (leaf(index), index, [*proof[:place], flipped, *proof[place + 1 :]], top),
        ]
    for leaf_, at, path, claimed in damaged:
        with pytest.raises(ProofRefused):
            check_inclusion(leaf_, at, size, path, claimed)


@given(st.integers(0, 300), st.integers(0, 300), st.data())
def test_no_other_history_passes_for_a_continuation(
    one: int, other: int, data: st.DataObject
) -> None:
    old, new = sorted((one, other))
    _, node = grown(new)
    proof = consistency(node, old, new)
    before, after = root(node, old), root(node, new)
    damaged = [
        (old, new, [*proof, leaf(0)], before, after),
        (old, new, proof, leaf(999), after),
        (new + 1, new, proof, before, after),
        (-1, new, proof, before, after),
        (old, new, proof, before[:-1], after),
    ]
    if old:
        damaged.append((old, new, proof, before, leaf(999)))
    if proof:
        place = data.draw(st.integers(0, len(proof) - 1))
        flipped = bytes([proof[place][0] ^ 1]) + proof[place][1:]
        damaged += [
            (old, new, proof[:-1], before, after),
            (old, new, [*proof[:place], flipped, *proof[place + 1 :]], before, after),
        ]
    for from_, to, path, first, last in damaged:
        with pytest.raises(ProofRefused):
            check_consistency(from_, to, path, first, last)


def test_a_history_begins_with_nothing_and_equals_itself() -> None:
    _, node = grown(9)
    for size in SIZES[:9]:
        check_consistency(size, size, [], root(node, size), root(node, size))
        check_consistency(0, size, [], EMPTY_ROOT, root(node, size))
    with pytest.raises(ProofRefused, match="root of 0"):
        check_consistency(0, 4, [], leaf(1), root(node, 4))
    with pytest.raises(ProofRefused, match="root of 0"):
        check_consistency(0, 0, [], EMPTY_ROOT, leaf(1))
    with pytest.raises(ProofRefused, match="empty"):
        check_consistency(3, 4, [], root(node, 3), root(node, 4))


def test_a_refusal_names_both_roots() -> None:
    _, node = grown(4)
    with pytest.raises(ProofRefused) as refused:
        check_inclusion(leaf(1), 1, 4, inclusion(node, 1, 4), leaf(3))
    assert refused.value.computed == root(node, 4)
    assert refused.value.claimed == leaf(3)
    assert root(node, 4).hex() in str(refused.value)
    assert leaf(3).hex() in str(refused.value)


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 3)])
def test_there_is_no_proof_of_what_is_not_there(index: int, size: int) -> None:
    _, node = grown(3)
    with pytest.raises(ValueError, match="not in a tree"):
        inclusion(node, index, size)


def test_a_shorter_history_continues_nothing() -> None:
    _, node = grown(3)
    with pytest.raises(ValueError, match="can not continue"):
        consistency(node, 3, 2)
