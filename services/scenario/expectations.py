"""Judges an expectation: by asking, or as due where it rests on what is not built yet."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.scenario.aliases import UnknownAlias
from services.scenario.assertions import failures
from services.scenario.format import Expectation, Reading
from services.scenario.paths import LookUp, PathInvalid
from services.scenario.report import Outcome, Verdict

BUILT: frozenset[str] = frozenset()
"""The capabilities that exist beside the household view and its stale sources."""

ACTION_NEEDS = {"read": "reading", "break_glass": "break-glass", "review": "break-glass"}

Ask = Callable[[Expectation], Any]
"""Asks the question of an expectation; the answer as JSON, None for no result.

Raises NotAnswered.
"""


class NotAnswered(Exception):
    """The question was refused or broke down; no answer, not even "no result"."""


def judge(scenario: str, expectation: Expectation, ask: Ask, look_up: LookUp) -> Outcome:
    """The outcome of one expectation; asks only where every capability is built."""
    missing = [need for need in expectation.needs if need not in BUILT]
    if missing:
        return _outcome(scenario, expectation, Verdict.DUE, tuple(missing))
    try:
        problems = failures(ask(expectation), expectation.holds, look_up)
    except (NotAnswered, PathInvalid, UnknownAlias) as error:
        problems = [str(error)]
    if problems:
        return _outcome(scenario, expectation, Verdict.FAILED, tuple(problems))
    return _outcome(scenario, expectation, Verdict.HELD, ())


def judge_reading(scenario: str, reading: Reading) -> Outcome:
    """What a person does at a screen is due until readings are decided and logged."""
    name = f"{scenario}-{reading.action}@{reading.at:%m-%dT%H:%M}"
    return Outcome(scenario, name, Verdict.DUE, reading.says, (ACTION_NEEDS[reading.action],))


def _outcome(
    scenario: str, expectation: Expectation, verdict: Verdict, why: tuple[str, ...]
) -> Outcome:
    return Outcome(scenario, expectation.id, verdict, expectation.says, why)
