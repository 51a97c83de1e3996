"""A person as the identity service knows them for comparing: keyed tokens by kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from projections.identity.traits import TraitKind

Profile = Mapping[TraitKind, frozenset[bytes]]
"""Every token of each kind that some statement gave; kinds without any are left out."""

TOKEN_BYTES: Final = 16
_ENTRY_BYTES: Final = 1 + TOKEN_BYTES
_KINDS: Final = {kind.value: kind for kind in TraitKind}


def pack_traits(traits: Iterable[tuple[TraitKind, bytes]]) -> bytes:
    """The traits of one statement as stored: a byte of kind and a token each, sorted."""
    return b"".join(sorted({bytes((kind,)) + token for kind, token in traits}))


def profile_of(packed: Iterable[bytes]) -> Profile:
    """The profile that these statements make together.

    Raises ValueError where one was not written by ``pack_traits``.
    """
    found: dict[TraitKind, set[bytes]] = {}
    for one in packed:
        if len(one) % _ENTRY_BYTES:
            raise ValueError("a stored profile is cut short; rebuild the identity view")
        for at in range(0, len(one), _ENTRY_BYTES):
            token = one[at + 1 : at + _ENTRY_BYTES]
            found.setdefault(_KINDS[one[at]], set()).add(token)
    return {kind: frozenset(tokens) for kind, tokens in found.items()}
