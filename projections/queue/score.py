"""The score of a request and its place in the order (domain, section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from projections.queue.rules import TERMS, Rules

NEVER: Final = 2**63 - 1
"""Due for what no clock runs for: behind everything that is due."""


@dataclass(frozen=True, slots=True)
class Score:
    """``terms`` as counted, ``points`` as they weigh after the cap; ``total`` is their sum."""

    terms: Mapping[str, int]
    points: Mapping[str, int]
    total: int


@dataclass(frozen=True, slots=True, order=True)
class Rank:
    """The order: band, due time, score descending, request time; the id makes it total."""

    band: str
    due: int
    minus_score: int
    requested_at: int
    request_id: str

    @property
    def order(self) -> tuple[str, int, int, int, str]:
        """The same as a plain tuple, which sorts three times as fast."""
        return self.band, self.due, self.minus_score, self.requested_at, self.request_id


def score(terms: Mapping[str, int], rules: Rules) -> Score:
    """S = 5·min(I,6) + 5·min(F,4) + min(W,20) + 5M + 5L + 5D, as the rules weigh and cap it."""
    points = {name: rules.weights[name] * min(terms[name], rules.caps[name]) for name in TERMS}
    return Score({name: terms[name] for name in TERMS}, points, sum(points.values()))


def band(open_flags: frozenset[str], total: int, rules: Rules) -> str:
    """P1 or P2 by the open flags' bands, else P3 or P4 by the score."""
    for urgent in ("P1", "P2"):
        if urgent in open_flags:
            return urgent
    return "P3" if total >= rules.p3_from else "P4"
