"""What came of a play: each expectation held, failed, or due until a later capability."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How an expectation came out."""

    HELD = "held"
    FAILED = "failed"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One expectation's verdict; ``why`` says what failed, or which capabilities it is due for."""

    scenario: str
    id: str
    verdict: Verdict
    says: str
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """All outcomes of one or more scenarios."""

    outcomes: tuple[Outcome, ...]

    @property
    def held(self) -> int:
        """How many expectations held."""
        return self._count(Verdict.HELD)

    @property
    def failed(self) -> int:
        """How many did not hold; a step that was answered wrongly counts as one."""
        return self._count(Verdict.FAILED)

    @property
    def due(self) -> int:
        """How many wait for a capability that is not built yet."""
        return self._count(Verdict.DUE)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What failed."""
        return tuple(one for one in self.outcomes if one.verdict is Verdict.FAILED)

    def summary(self) -> str:
        """The closing line."""
        return f"{self.held} held, {self.failed} failed, {self.due} due"

    def _count(self, verdict: Verdict) -> int:
        return sum(one.verdict is verdict for one in self.outcomes)


def merge(results: Iterable[Result]) -> Result:
    """Several plays as one."""
    return Result(tuple(outcome for result in results for outcome in result.outcomes))
