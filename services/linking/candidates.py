"""The candidates of one person: whom the identity file holds that may be the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from projections.identity.match import Match, candidate_id, match
from projections.identity.weights import Weights
from services.views.identity_file import IdentitySnapshot


@dataclass(frozen=True, slots=True)
class Candidate:
    """A pair to be proposed, the smaller reference first.

    ``automatic`` where it may be confirmed at once (I5).
    """

    pair: bytes
    refs: tuple[bytes, bytes]
    match: Match
    automatic: bool


def matches_of(
    snapshot: IdentitySnapshot, person: bytes, weights: Weights
) -> Iterator[tuple[bytes, Match]]:
    """(other person, match) from the threshold on; of nobody who is left out of comparing."""
    profile = snapshot.profile(person)
    if profile is None:
        return
    for other, theirs in sorted(snapshot.alike(person, profile).items()):
        found = match(profile, theirs, weights)
        if found.score >= weights.threshold:
            yield other, found


def candidates_of(
    snapshot: IdentitySnapshot,
    person: bytes,
    weights: Weights,
    also: Mapping[bytes, Collection[bytes]] = MappingProxyType({}),
) -> Iterator[Candidate]:
    """What is to be proposed of a person: nothing that was ever spoken of, nobody joined already,
    and nobody joined with someone flagged or protected.

    A link that would join two references which a steward has parted is never automatic, be it
    over others. ``also``: reference → those confirmed with it since the snapshot was taken.
    """
    for other, found in matches_of(snapshot, person, weights):
        pair = candidate_id(person, other)
        if snapshot.spoken_of(pair):
            continue
        joined = snapshot.joined(person, also)
        theirs = snapshot.joined(other, also)
        if other in joined or snapshot.left_out(joined | theirs):
            continue
        parted = any(
            snapshot.revoked(candidate_id(mine, their)) for mine in joined for their in theirs
        )
        first, second = sorted((person, other))
        yield Candidate(pair, (first, second), found, found.automatic and not parted)
