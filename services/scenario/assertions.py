"""The small language in which an expectation says what must hold of an answer.

An answer is JSON; an absent one (no result) is None. ``@K1`` inside a value stands for what the
alias K1 means in this play.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from services.scenario.paths import LookUp, select

EMPTY: tuple[Any, ...] = (None, "", [], {})


def failures(answer: Any, holds: tuple[Mapping[str, Any], ...], look_up: LookUp) -> list[str]:
    """What does not hold, a sentence each; empty when all does.

    Raises PathInvalid, UnknownAlias.
    """
    return [problem for one in holds if (problem := failure(answer, one, look_up)) is not None]


def failure(answer: Any, holds: Mapping[str, Any], look_up: LookUp) -> str | None:
    """Why one assertion does not hold, or None."""
    path = holds["path"]
    name, wanted = next((key, value) for key, value in holds.items() if key != "path")
    expected = resolve(wanted, look_up)
    actual = select(answer, path, look_up)
    if _OPERATORS[name](actual, expected):
        return None
    return f"{path} {name} {_json(expected)}: there is {_json(actual)}"


def resolve(value: Any, look_up: LookUp) -> Any:
    """A value with every ``@alias`` in it replaced."""
    if isinstance(value, str):
        return look_up(value[1:]) if value.startswith("@") else value
    if isinstance(value, list):
        return [resolve(one, look_up) for one in value]
    if isinstance(value, dict):
        return {key: resolve(one, look_up) for key, one in value.items()}
    return value


def _equals(actual: Any, expected: Any) -> bool:
    return type(actual) is type(expected) and bool(actual == expected)


def _same(actual: Any, expected: Any) -> bool:
    return isinstance(actual, list) and set(map(_json, actual)) == set(map(_json, expected))


def _contains(actual: Any, expected: Any) -> bool:
    if isinstance(actual, list):
        return any(_includes(one, expected) for one in actual)
    return actual is not None and str(expected) in _plain(actual)


def _includes(actual: Any, expected: Any) -> bool:
    if isinstance(expected, dict):
        return isinstance(actual, dict) and all(
            key in actual and _includes(actual[key], value) for key, value in expected.items()
        )
    return _equals(actual, expected)


def _not_contains(actual: Any, expected: Any) -> bool:
    if isinstance(actual, list) and all(isinstance(one, str) for one in actual):
        return expected not in actual
    return actual is None or str(expected) not in _plain(actual)


def _absent(actual: Any, _expected: Any) -> bool:
    return actual in EMPTY


def _present(actual: Any, _expected: Any) -> bool:
    return actual not in EMPTY


def _count(actual: Any, expected: Any) -> bool:
    there = 0 if actual is None else len(actual) if isinstance(actual, list) else 1
    return bool(there == expected)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


_OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "equals": _equals,
    "same": _same,
    "contains": _contains,
    "not_contains": _not_contains,
    "absent": _absent,
    "present": _present,
    "count": _count,
}
