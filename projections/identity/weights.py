"""How much each agreement and contradiction counts: ``weights.v<N>.json`` **[cfg]**."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from projections.identity.evidence import ATTRIBUTES, Level

HERE = Path(__file__).parent
FULL: Final = 1000
KINDS: Final = frozenset({"EQUAL", "WEAK", "DIFFERENT", "MISSING"})


class WeightsInvalid(ValueError):
    """The table would let more agreement count for less, or names what this version cannot
    compare; nothing is proposed by it."""


@dataclass(frozen=True, slots=True)
class Weight:
    """What one level of agreement in one attribute counts, in permille, and how it is told."""

    kind: str
    permille: int
    excludes: bool
    ja: str
    en: str


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """One version of the table. ``threshold`` in permille: from there on a pair is a candidate."""

    version: int
    threshold: int
    table: Mapping[str, Mapping[Level, Weight]]

    def of(self, attribute: str, level: Level) -> Weight:
        """The weight of a level of agreement in an attribute."""
        return self.table[attribute][level]


@cache
def weights() -> Weights:
    """The newest version in this folder (read once)."""
    return max(map(read_weights, HERE.glob("weights.v*.json")), key=lambda one: one.version)


def read_weights(path: Path) -> Weights:
    """Read one table. Raises WeightsInvalid naming the attribute."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    table = {each["attribute"]: _levels(each) for each in raw["attributes"]}
    if set(table) != set(ATTRIBUTES):
        raise WeightsInvalid(f"attributes: give exactly {', '.join(ATTRIBUTES)}")
    return Weights(raw["version"], raw["threshold_permille"], table)


def _levels(raw: Mapping[str, Any]) -> dict[Level, Weight]:
    attribute, rows = raw["attribute"], raw["levels"]
    found = {
        Level(row["level"]): Weight(
            row["kind"], row["permille"], row.get("excludes", False), row["ja"], row["en"]
        )
        for row in rows
    }
    _check(attribute, list(found.values()))
    return found


def _check(attribute: str, rows: Sequence[Weight]) -> None:
    """Best agreement first, so that the table reads as it counts."""
    counted = [row.permille for row in rows]
    if counted != sorted(counted, reverse=True):
        raise WeightsInvalid(f"{attribute}: a better agreement counts less than a worse one")
    for row in rows:
        if row.kind not in KINDS:
            raise WeightsInvalid(f"{attribute}: the kind is one of {', '.join(sorted(KINDS))}")
        if row.kind == "MISSING" and row.permille != 0:
            raise WeightsInvalid(f"{attribute}: what is missing speaks neither for nor against")
        if row.excludes and row.kind != "DIFFERENT":
            raise WeightsInvalid(f"{attribute}: only a difference excludes")
