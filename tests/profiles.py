"""Profiles of people as written, with tokens that anyone can make."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from projections.identity.match import Match, match
from projections.identity.profile import TOKEN_BYTES, Profile, pack_traits, profile_of
from projections.identity.traits import stated_traits
from projections.identity.weights import weights

Written = Sequence[tuple[str, str]]
"""(attribute, value) as an agency wrote them."""


def profile(*written: tuple[str, str]) -> Profile:
    """The profile of one person of whom an agency wrote this."""
    traits = [trait for attribute, value in written for trait in stated_traits(attribute, value)]
    return profile_of(
        [pack_traits((trait.kind, _token(trait.domain, trait.key)) for trait in traits)]
    )


def matched(one: Written, other: Written) -> Match:
    """How alike two people are by the newest weights."""
    return match(profile(*one), profile(*other), weights())


def _token(domain: str, key: str) -> bytes:
    return hashlib.blake2b(f"{domain}/{key}".encode(), digest_size=TOKEN_BYTES).digest()
