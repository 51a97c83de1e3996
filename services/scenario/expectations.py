"""Judges an expectation: by asking, or as due where it rests on what is not built yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services.scenario.aliases import UnknownAlias
from services.scenario.assertions import failures
from services.scenario.format import Expectation, Reading
from services.scenario.paths import LookUp, PathInvalid
from services.scenario.report import Outcome, Verdict

BUILT: frozenset[str] = frozenset(
    {
        *("visibility", "linking", "reading", "break-glass"),
        *("workspace", "inbox", "overlap", "stewardship", "transfer", "queue"),
    }
)
"""The capabilities that exist beside the household view and its stale sources."""

Ask = Callable[[Expectation], Any]
"""Asks the question of an expectation; the answer as JSON, None for no result.

Raises NotAnswered.
"""


Do = Callable[[Reading], Sequence[str]]
"""Does what a person does at a screen; what was wrong with it, a sentence each.

Raises NotAnswered, UnknownAlias.
"""


class NotAnswered(Exception):
    """The question was refused or broke down; no answer, not even "no result"."""


def judge(scenario: str, expectation: Expectation, ask: Ask, look_up: LookUp) -> Outcome:
    """The outcome of one expectation; asks only where every capability is built."""

    def problems() -> Sequence[str]:
        return failures(ask(expectation), expectation.holds, look_up)

    verdict, why = _judge(expectation.needs, problems)
    return Outcome(scenario, expectation.id, verdict, expectation.says, why)


def judge_reading(scenario: str, reading: Reading, do: Do) -> Outcome:
    """The outcome of what a person does at a screen; done where every capability is built."""
    name = f"{scenario}-{reading.action}@{reading.at:%m-%dT%H:%M}"
    verdict, why = _judge(reading.needs, lambda: do(reading))
    return Outcome(scenario, name, verdict, reading.says, why)


def _judge(
    needs: Sequence[str], problems: Callable[[], Sequence[str]]
) -> tuple[Verdict, tuple[str, ...]]:
    missing = tuple(need for need in needs if need not in BUILT)
    if missing:
        return Verdict.DUE, missing
    try:
        found = problems()
    except (NotAnswered, PathInvalid, UnknownAlias) as error:
        found = [str(error)]
    return (Verdict.FAILED if found else Verdict.HELD), tuple(found)
