"""What the identity steward works through: candidates, events that wait, wrong links' exposures."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.household.closure import collect
from projections.household.reach import LINK, PERSON
from projections.identity.match import Match, match
from projections.identity.weights import Weights
from projections.people.attribution import attribute
from projections.people.links import CONFIRMED, REVOKED
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.trail.exposures import Exposure, exposures
from projections.trail.unlinked import without_ground
from projections.trail.viewings import Viewed
from projections.visibility.policy import Policy
from services.clock import Clock
from services.query.trail_reader import TrailReader
from services.query.view_reader import ViewReader
from services.views.identity_file import IdentityFile, IdentitySnapshot, Proposal

_NO_LINKS: dict[bytes, list[bytes]] = {}


@dataclass(frozen=True, slots=True)
class OpenCandidate:
    """A pair nobody has decided on; ``match`` as its statements are now."""

    proposal: Proposal
    match: Match


@dataclass(frozen=True, slots=True)
class WaitingEvent:
    """An event that belongs to nobody: it cites ``link_id``, which joined ``refs`` and was
    revoked at ``since`` (microseconds)."""

    event: StoredEvent
    link_id: bytes
    since: int
    refs: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class LinkExposures:
    """What was shown because of one link; instants in microseconds, None where it did not."""

    linked_at: int | None
    revoked_at: int | None
    exposures: tuple[Exposure, ...]


class Stewardship:
    """Reads what the steward needs. Safe to use from several threads."""

    def __init__(
        self,
        identity: IdentityFile,
        views: ViewReader,
        trail: TrailReader,
        clock: Clock,
        weights: Weights,
        policy: Policy,
    ) -> None:
        self._identity = identity
        self._views = views
        self._trail = trail
        self._clock = clock
        self._weights = weights
        self._policy = policy

    def candidates(self, limit: int, after: bytes) -> tuple[list[OpenCandidate], bool]:
        """One page in the order of their ids, from the one behind ``after`` on, and whether there
        are more. Nobody flagged or protected, nor anyone joined with them, is among them."""
        found: list[OpenCandidate] = []
        with self._identity.snapshot() as snapshot:
            for proposal in snapshot.proposals(after):
                candidate = self._open(snapshot, proposal)
                if candidate is not None:
                    if len(found) == limit:
                        return found, True
                    found.append(candidate)
        return found, False

    def waiting(self) -> list[WaitingEvent]:
        """Every event that cites a revoked link and was not given to anybody, by time."""
        with self._identity.snapshot() as identity:
            revoked = identity.revoked_links()
        with self._views.snapshot() as snapshot:
            events = snapshot.fetch_corrected([(LINK, one) for one in revoked])
        settled = settle(events)
        gone = _revocations(settled.effective)
        return [
            WaitingEvent(
                each.event,
                link_id,
                gone[link_id].envelope["occurred_at"],
                tuple(sorted(gone[link_id].body["refs"])),
            )
            for each in attribute(settled).waiting
            for link_id in each.link_ids
        ]

    def exposures(self, link_id: bytes) -> LinkExposures | None:
        """Who saw what because of a link, and whether they had a ground without it; None where
        nobody confirmed or revoked such a link."""
        viewings = self._trail.viewings_through(link_id)
        now = self._clock.now()
        with self._views.snapshot() as snapshot:
            linked = snapshot.fetch_corrected([(LINK, link_id)])
            said = {event.event_id: event for event in linked}
            told = [
                event
                for event in settle(said.values()).effective
                if event.name in (CONFIRMED, REVOKED) and event.body["link_id"] == link_id
            ]
            if not told:
                return None
            refs = sorted({ref for event in told for ref in event.body["refs"]})
            for ref in refs:
                for event in collect((PERSON, ref), snapshot.fetch, now):
                    said[event.event_id] = event
        events = list(said.values())
        lacking = {
            viewing.event_id: without_ground(viewing, link_id, refs, events, self._policy)
            for viewing in viewings
        }

        def had_ground(viewing: Viewed, person: bytes) -> bool:
            return person not in lacking[viewing.event_id]

        return LinkExposures(
            _first(told, CONFIRMED),
            _first(told, REVOKED),
            exposures(link_id, refs, viewings, had_ground),
        )

    def _open(self, snapshot: IdentitySnapshot, proposal: Proposal) -> OpenCandidate | None:
        one, other = snapshot.profile(proposal.one), snapshot.profile(proposal.other)
        if one is None or other is None:
            return None
        joined = snapshot.joined(proposal.one, _NO_LINKS)
        theirs = snapshot.joined(proposal.other, _NO_LINKS)
        if proposal.other in joined or snapshot.left_out(joined | theirs):
            return None
        found = match(one, other, self._weights)
        if found.score < self._weights.threshold and not proposal.by_hand:
            return None
        return OpenCandidate(proposal, found)


def _revocations(effective: Iterable[StoredEvent]) -> dict[bytes, StoredEvent]:
    """The first of each link."""
    gone: dict[bytes, StoredEvent] = {}
    for event in effective:
        if event.name == REVOKED:
            gone.setdefault(event.body["link_id"], event)
    return gone


def _first(told: Iterable[StoredEvent], name: str) -> int | None:
    return min((e.envelope["occurred_at"] for e in told if e.name == name), default=None)
