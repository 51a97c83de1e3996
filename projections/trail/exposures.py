"""Who saw what because of a link that turned out wrong, and since when (domain, 5; S8)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from projections.trail.keys import DENIED
from projections.trail.viewings import Viewed

UNAUTHORISED = "UNAUTHORISED"
MISATTRIBUTED = "MISATTRIBUTED"

HadGround = Callable[[Viewed, bytes], bool]
"""Whether whoever looked then had a ground of their own, without the link, to see that person."""


@dataclass(frozen=True, slots=True)
class Exposure:
    """One viewing that rested on the link.

    ``persons``: whose facts were shown without a ground; where there was one for all, everyone
    whose facts were taken for another's.
    """

    viewing: Viewed
    verdict: str
    persons: frozenset[bytes]


def exposures(
    link_id: bytes, refs: Iterable[bytes], viewings: Iterable[Viewed], had_ground: HadGround
) -> tuple[Exposure, ...]:
    """Every viewing that cites the link, in the order given; a denial showed nothing.

    ``refs`` are the references that the link joined.
    """
    joined = frozenset(refs)
    return tuple(
        _exposure(viewing, joined, had_ground)
        for viewing in viewings
        if link_id in viewing.via_links and viewing.kind != DENIED
    )


def _exposure(viewing: Viewed, joined: frozenset[bytes], had_ground: HadGround) -> Exposure:
    without = frozenset(person for person in joined if not had_ground(viewing, person))
    if without:
        return Exposure(viewing, UNAUTHORISED, without)
    return Exposure(viewing, MISATTRIBUTED, joined)
