"""What a viewing had shown if a link had never been: who was exposed by it, who was not (I5)."""

from __future__ import annotations

from collections.abc import Iterable

from projections.people.attribution import attribute
from projections.people.links import CONFIRMED, LINK_EVENTS
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.trail.viewings import Viewed
from projections.visibility.policy import Policy
from projections.visibility.reader import COORDINATION, Reader
from projections.visibility.sight import AUDITOR, look
from schemas.times import from_micros

LIFE_BODY = "LIFE_BODY"


def without_ground(
    viewing: Viewed,
    link_id: bytes,
    refs: Iterable[bytes],
    events: Iterable[StoredEvent],
    policy: Policy,
) -> frozenset[bytes]:
    """Those of the link's ``refs`` of whom the viewing showed something that, without the link,
    its reader had no ground to see at that instant.

    ``events``: everything about these references and about what decides who may see them. What
    was not known yet does not count, but whose an event is, is judged as it is known today.
    """
    joined = tuple(refs)
    told = settle(
        event
        for event in events
        if (event.name in LINK_EVENTS or event.envelope["ingested_at"] <= viewing.at)
        and not (event.name == CONFIRMED and event.body["link_id"] == link_id)
        and event.envelope["legal_basis"] != "AUDIT"
    )
    facts = attribute(told)
    known = facts.settled
    at = from_micros(viewing.at)
    sight = look(known.effective, _reader(viewing), at, policy, known.conflicted)
    seen = {one.event.event_id for one in sight.seen}
    exposed: set[bytes] = set()
    for event in known.effective:
        if event.event_id in viewing.source_event_ids and event.event_id not in seen:
            exposed.update(event.envelope["person_refs"])
    for waiting in facts.waiting:
        event = waiting.event
        # It may be about any of them; only its author, and the auditor, had a ground.
        spared = event.agency == viewing.viewer_agency or sight.reader.code == AUDITOR
        if event.event_id in viewing.source_event_ids and not spared:
            exposed.update(map(facts.canonical, joined))
    opened = viewing.asked_for if viewing.basis == LIFE_BODY else None
    return frozenset(ref for ref in joined if facts.canonical(ref) in exposed and ref != opened)


def _reader(viewing: Viewed) -> Reader:
    rooms = (shown.conference_id or shown.council_case_id for shown in viewing.shown)
    return Reader(
        viewing.viewer_agency,
        viewing.viewer_role,
        viewing.viewer,
        viewing.purpose or COORDINATION,
        next((room for room in rooms if room is not None), None),
    )
