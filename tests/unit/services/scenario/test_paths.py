from __future__ import annotations

from typing import Any

import pytest

from services.scenario.paths import PathInvalid, select

ANSWER = {
    "members": [{"person_ref": "p-1", "left": False}, {"person_ref": "p-2", "left": True}],
    "cases": [
        {
            "case_id": "k-1",
            "lead": {"value": "HOK-1"},
            "roles": [{"agency_id": "HOK-1", "task": "LEAD"}, {"agency_id": "JIR-1"}],
        },
        {"case_id": "k-2", "lead": {"value": "JIR-1"}, "roles": []},
    ],
    "words": ["a", "b"],
}


def look_up(alias: str) -> str:
    return {"P1": "p-1", "P2": "p-2", "K1": "k-1", "K2": "k-2"}[alias]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("members[P2].left", True),
        ("cases[K2].lead.value", "JIR-1"),
        ("cases[K1].roles[HOK-1].task", "LEAD"),
        ("cases[*].lead.value", ["HOK-1", "JIR-1"]),
        ("members[left=true].person_ref", ["p-2"]),
        ("members[person_ref=@P1,left=false].left", [False]),
        ("cases[*].roles[agency_id=JIR-1].agency_id", ["JIR-1"]),
        ("cases[lead.value=JIR-1].case_id", ["k-2"]),
        ("cases[lead.value.more=JIR-1].case_id", []),
        ("words", ["a", "b"]),
        ("$", ANSWER),
    ],
)
def test_a_path_finds(path: str, found: Any) -> None:
    assert select(ANSWER, path, look_up) == found


@pytest.mark.parametrize(
    "path", ["plan.state", "cases[K1].plan.state", "cases[K1].roles[CT-1].task"]
)
def test_what_is_not_there_is_none(path: str) -> None:
    assert select(ANSWER, path, look_up) is None


def test_conditions_that_nothing_meets_find_an_empty_list() -> None:
    assert select(ANSWER, "members[left=maybe].person_ref", look_up) == []


def test_no_answer_has_nothing_anywhere() -> None:
    assert select(None, "members[P1].left", look_up) is None


@pytest.mark.parametrize("path", ["", "cases[]", "cases..lead", "words[a]", "cases[=x]", "Cases"])
def test_a_malformed_path_is_refused_with_an_example(path: str) -> None:
    with pytest.raises(PathInvalid, match="write such as"):
        select(ANSWER, path, look_up)
