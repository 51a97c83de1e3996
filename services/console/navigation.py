"""The pages of each desk, as they stand at the top of every page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from schemas.codes import agency_code

RECEIVERS: Final = frozenset({"AB", "CB", "CT", "HOK", "JIR", "KOD", "MU", "OR", "PA", "SHO"})
"""Who may be referred to (the catalogue's writers of ReferralAccepted)."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page: its path, its phrase, and the agency codes that have it; empty for all."""

    path: str
    phrase: str
    codes: frozenset[str] = frozenset()


PLACES: Final[tuple[Place, ...]] = (
    Place("/", "board"),
    Place("/inbox", "inbox", RECEIVERS),
    Place("/conferences", "conferences", RECEIVERS),
    Place("/outreach", "outreach", frozenset({"AU", "CT", "OR"})),
    Place("/participation", "participation", frozenset({"AU", "CT", "PA"})),
    Place("/community", "community", frozenset({"AU", "CB", "CT", "MU", "OR", "PA"})),
    Place("/abuse", "abuse_desk", frozenset({"AB"})),
    Place("/break-glass", "break_glass", RECEIVERS),
    Place("/break-glass/review", "glass_review", frozenset({"AU", "MU"})),
    Place("/steward", "steward", frozenset({"AU", "ST"})),
)


def places_of(agency: str) -> list[Place]:
    """The pages of this agency."""
    code = agency_code(agency)
    return [place for place in PLACES if not place.codes or code in place.codes]
