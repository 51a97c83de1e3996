"""Which references are one person (I5, I6): a function of the statements about links."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from projections.stored_event import StoredEvent

LINK_EVENTS: Final = frozenset(
    {"PersonLinkProposed", "PersonLinkConfirmed", "PersonLinkRevoked", "EventReattributed"}
)
"""What is said about links belongs to the steward and to no person's or household's story: a
household must look after a revocation as if nobody had ever linked anything."""

CONFIRMED: Final = "PersonLinkConfirmed"
REVOKED: Final = "PersonLinkRevoked"
REATTRIBUTED: Final = "EventReattributed"


@dataclass(frozen=True, slots=True)
class Links:
    """Every link confirmed or revoked, by link id.

    ``refs`` are the references that its confirmations and revocations name. ``clusters`` leads
    from each reference that a live link joins to all references of that person, smallest first.
    """

    live: frozenset[bytes]
    revoked: frozenset[bytes]
    refs: Mapping[bytes, frozenset[bytes]]
    clusters: Mapping[bytes, tuple[bytes, ...]]


def links(effective: Iterable[StoredEvent]) -> Links:
    """The links that these (effective) events make.

    A revocation counts whenever it was said: the link never held, and joining the same people
    anew takes another link. A proposal alone joins nobody.
    """
    confirmed: dict[bytes, list[list[bytes]]] = {}
    revoked: set[bytes] = set()
    refs: dict[bytes, frozenset[bytes]] = {}
    for event in effective:
        if event.name not in (CONFIRMED, REVOKED):
            continue
        link_id: bytes = event.body["link_id"]
        named: list[bytes] = event.body["refs"]
        refs[link_id] = refs.get(link_id, frozenset()).union(named)
        if event.name == CONFIRMED:
            confirmed.setdefault(link_id, []).append(named)
        else:
            revoked.add(link_id)
    live = confirmed.keys() - revoked
    return Links(
        live=frozenset(live),
        revoked=frozenset(revoked),
        refs=refs,
        clusters=clusters(named for link_id in live for named in confirmed[link_id]),
    )


def clusters(groups: Iterable[Iterable[bytes]]) -> dict[bytes, tuple[bytes, ...]]:
    """Each reference that a group joins with another → all it is joined with, directly or
    through others, itself included, in ascending order."""
    joined: dict[bytes, set[bytes]] = {}
    for group in groups:
        whole = set(group)
        for ref in tuple(whole):
            whole |= joined.get(ref, set())
        for ref in whole:
            joined[ref] = whole
    ordered = {id(whole): tuple(sorted(whole)) for whole in joined.values() if len(whole) > 1}
    return {ref: ordered[id(whole)] for ref, whole in joined.items() if len(whole) > 1}
