from __future__ import annotations

from typing import Any

import pytest

from services.scenario.assertions import failure, failures

ANSWER: dict[str, Any] = {
    "name": "佐藤",
    "size": 2,
    "left": False,
    "note": "",
    "codes": ["A", "B", "B"],
    "rows": [{"id": "x-1", "n": 1}, {"id": "x-2", "n": 2}],
    "sets": [["A", "B"]],
    "none": [],
}


def look_up(alias: str) -> str:
    return {"X1": "x-1"}[alias]


HOLDS: list[dict[str, Any]] = [
    {"path": "name", "equals": "佐藤"},
    {"path": "size", "equals": 2},
    {"path": "left", "equals": False},
    {"path": "rows[*].id", "contains": "@X1"},
    {"path": "codes", "same": ["B", "A"]},
    {"path": "codes", "contains": "A"},
    {"path": "name", "contains": "藤"},
    {"path": "rows", "contains": {"n": 2}},
    {"path": "sets", "contains": ["A", "B"]},
    {"path": "codes", "not_contains": "C"},
    {"path": "$", "not_contains": "鈴木"},
    {"path": "rows", "not_contains": "x-3"},
    {"path": "note", "absent": True},
    {"path": "none", "absent": True},
    {"path": "other", "absent": True},
    {"path": "left", "present": True},
    {"path": "codes", "count": 3},
    {"path": "other", "count": 0},
    {"path": "name", "count": 1},
]

DOES_NOT_HOLD: list[dict[str, Any]] = [
    {"path": "name", "equals": "鈴木"},
    {"path": "size", "equals": True},
    {"path": "left", "equals": 0},
    {"path": "other", "equals": ""},
    {"path": "codes", "same": ["A"]},
    {"path": "other", "same": []},
    {"path": "codes", "contains": "C"},
    {"path": "rows[*].id", "contains": "x"},
    {"path": "rows", "contains": {"n": 1, "id": "x-2"}},
    {"path": "other", "contains": "A"},
    {"path": "codes", "not_contains": "A"},
    {"path": "$", "not_contains": "佐藤"},
    {"path": "rows", "not_contains": "@X1"},
    {"path": "name", "absent": True},
    {"path": "size", "absent": True},
    {"path": "none", "present": True},
    {"path": "other", "present": True},
    {"path": "codes", "count": 2},
    {"path": "other", "count": 1},
]


@pytest.mark.parametrize("assertion", HOLDS, ids=str)
def test_holds(assertion: dict[str, Any]) -> None:
    assert failure(ANSWER, assertion, look_up) is None


@pytest.mark.parametrize("assertion", DOES_NOT_HOLD, ids=str)
def test_does_not_hold(assertion: dict[str, Any]) -> None:
    assert failure(ANSWER, assertion, look_up) is not None


def test_no_result_is_an_absent_answer() -> None:
    assert failure(None, {"path": "$", "absent": True}, look_up) is None
    assert failure(ANSWER, {"path": "$", "absent": True}, look_up) is not None


def test_a_failure_says_what_was_expected_and_what_is_there() -> None:
    said = failure(ANSWER, {"path": "rows[*].id", "equals": ["@X1"]}, look_up)

    assert said == 'rows[*].id equals ["x-1"]: there is ["x-1", "x-2"]'


def test_every_failure_is_reported_not_only_the_first() -> None:
    broken = (
        {"path": "size", "equals": 3},
        {"path": "size", "equals": 2},
        {"path": "left", "count": 5},
    )

    assert len(failures(ANSWER, broken, look_up)) == 2
