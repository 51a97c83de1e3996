"""How likely two persons are one: a score in permille that explains itself (rule I5).

A match discloses nothing and joins nobody. Only an identical municipal id, contradicted by
neither birth date nor sex, may be confirmed without a steward.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from projections.identity.evidence import Level, levels
from projections.identity.profile import Profile
from projections.identity.weights import FULL, Weights

SAME_MUNICIPAL_ID: Final = "SAME_MUNICIPAL_ID"
KEY_EQUAL: Final = "KEY_EQUAL"
WEAK_MATCH: Final = "WEAK_MATCH"

_NAMESPACE: Final = uuid.UUID("0b1f3f6c-1c55-5d8e-9a3e-6a0f7a6a5c11")


@dataclass(frozen=True, slots=True)
class Evidence:
    """One attribute's part: EQUAL, WEAK, DIFFERENT or MISSING; negative where it speaks against.

    The texts name the attribute and never a value.
    """

    attribute: str
    kind: str
    permille: int
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Match:
    """``score`` is the sum of the evidence held between 0 and 1000, or 0 where a difference
    excludes; ``reason`` a code of ``link_reason``; ``automatic`` where no steward is needed."""

    score: int
    reason: str
    evidence: tuple[Evidence, ...]
    automatic: bool


def match(one: Profile, other: Profile, weights: Weights) -> Match:
    """Weigh two profiles: a pure, symmetric function of their tokens."""
    found = levels(one, other)
    same_id = found["MUNICIPAL_ID"] is Level.SAME
    total, contradicted = 0, False
    evidence = []
    for attribute, level in found.items():
        weight = weights.of(attribute, level)
        total += weight.permille
        contradicted = contradicted or weight.excludes
        evidence.append(Evidence(attribute, weight.kind, weight.permille, weight.ja, weight.en))
    score = max(0, min(FULL, total)) if same_id or not contradicted else 0
    return Match(
        score,
        _reason(found),
        tuple(evidence),
        same_id and not contradicted,
    )


def candidate_id(one: bytes, other: bytes) -> bytes:
    """The id of a pair of person references, the same whichever comes first (RFC 9562 UUIDv5)."""
    first, second = sorted((one, other))
    return uuid.uuid5(_NAMESPACE, f"{first.hex()}/{second.hex()}").bytes


def _reason(found: dict[str, Level]) -> str:
    if found["MUNICIPAL_ID"] is Level.SAME:
        return SAME_MUNICIPAL_ID
    named = Level.SAME in (found["NAME"], found["NAME_KANA"])
    return KEY_EQUAL if named and found["BIRTH_DATE"] is Level.SAME else WEAK_MATCH
