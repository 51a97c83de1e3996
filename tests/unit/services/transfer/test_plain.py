"""Dataclasses become JSON and come back; what does not fit is refused with its path."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from services.transfer.canonical import canonical, parse_canonical
from services.transfer.plain import from_plain, to_plain
from services.transfer.refusal import TransferRefused


@dataclass(frozen=True, slots=True)
class Leaf:
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class Tree:
    leaves: tuple[Leaf, ...]
    best: Leaf | None
    green: bool


TREE = Tree((Leaf("葉", 1), Leaf("", -2)), None, True)
PLAIN = {
    "leaves": [{"name": "葉", "number": 1}, {"name": "", "number": -2}],
    "best": None,
    "green": True,
}


def test_there_and_back() -> None:
    assert to_plain(TREE) == PLAIN
    assert from_plain(Tree, PLAIN, "tree") == TREE


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"green": 1}, "tree.green"),
        ({"green": None}, "tree.green"),
        ({"best": "x"}, "tree.best"),
        ({"leaves": {}}, "tree.leaves"),
        ({"leaves": [{"name": 3, "number": 1}]}, "tree.leaves.name"),
        ({"leaves": [{"name": "x", "number": True}]}, "tree.leaves.number"),
        ({"leaves": [{"name": "x", "number": 1.0}]}, "tree.leaves.number"),
        ({"leaves": [{"name": "x"}]}, "tree.leaves"),
        ({"roots": []}, "tree"),
    ],
)
def test_another_shape_is_refused_where_it_differs(change: dict[str, Any], field: str) -> None:
    with pytest.raises(TransferRefused) as caught:
        from_plain(Tree, PLAIN | change, "tree")

    assert (caught.value.field, caught.value.rule) == (field, "MALFORMED")


@pytest.mark.parametrize(
    "raw",
    [
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1,"a":1}',
        b'"\\u8449"',
        b'"\\ud800"',
        b"1e3",
        b"\xe8\x91",
        b"",
        b"[" * 100_000,
    ],
)
def test_only_the_one_spelling_is_read(raw: bytes) -> None:
    with pytest.raises(TransferRefused) as caught:
        parse_canonical(raw, "file")

    assert (caught.value.field, caught.value.rule) == ("file", "MALFORMED")


def test_the_one_spelling_is_sorted_utf8_without_spaces() -> None:
    assert canonical({"b": [1, None], "a": "葉"}) == '{"a":"葉","b":[1,null]}'.encode()
