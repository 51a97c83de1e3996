"""緊急閲覧 and its review: a task for another person from the first second (threat 20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.trail.keys import REVIEWED, USED
from schemas.times import to_micros


class State(StrEnum):
    """OPEN while it may be read again, EXPIRED until it is reviewed, then REVIEWED."""

    OPEN = "OPEN"
    EXPIRED = "EXPIRED"
    REVIEWED = "REVIEWED"


@dataclass(frozen=True, slots=True)
class Review:
    """What another person judged; ``at`` in microseconds."""

    event_id: bytes
    reviewer: str
    reviewer_agency: str
    verdict: str
    at: int


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """One use; instants in microseconds. Its explanation is sealed in the event."""

    break_glass_id: bytes
    event_id: bytes
    viewer: str
    viewer_agency: str
    viewer_role: str
    persons: frozenset[bytes]
    field_codes: frozenset[str]
    reason: str
    used_at: int
    expires_at: int
    review: Review | None

    def state(self, now: datetime) -> State:
        """Where it stands."""
        if self.review is not None:
            return State.REVIEWED
        return State.OPEN if to_micros(now) < self.expires_at else State.EXPIRED


def break_glasses(events: Iterable[StoredEvent]) -> tuple[BreakGlass, ...]:
    """Every break-glass among these events, oldest first, with its newest valid review.

    A review by the person who used it counts for nothing, whatever let it through.
    """
    effective = settle(event for event in events if event.name in (USED, REVIEWED)).effective
    reviews: dict[bytes, list[Review]] = {}
    for event in effective:
        if event.name == REVIEWED:
            reviews.setdefault(event.body["break_glass_id"], []).append(_review(event))
    return tuple(
        _used(event, reviews.get(event.body["break_glass_id"], []))
        for event in effective
        if event.name == USED
    )


def to_review(events: Iterable[StoredEvent]) -> tuple[BreakGlass, ...]:
    """Every break-glass that nobody has reviewed, oldest first; open ones are among them."""
    return tuple(each for each in break_glasses(events) if each.review is None)


def _used(event: StoredEvent, reviews: Iterable[Review]) -> BreakGlass:
    body = event.body
    user = body["viewer_agency"], body["viewer"]
    by_others = [each for each in reviews if (each.reviewer_agency, each.reviewer) != user]
    return BreakGlass(
        break_glass_id=body["break_glass_id"],
        event_id=event.event_id,
        viewer=body["viewer"],
        viewer_agency=body["viewer_agency"],
        viewer_role=body["viewer_role"],
        persons=frozenset(body["subjects"]),
        field_codes=frozenset(body["field_codes"]),
        reason=body["reason"],
        used_at=event.envelope["occurred_at"],
        expires_at=body["expires_at"],
        review=by_others[-1] if by_others else None,
    )


def _review(event: StoredEvent) -> Review:
    body = event.body
    return Review(
        event.event_id,
        body["reviewer"],
        body["reviewer_agency"],
        body["verdict"],
        event.envelope["occurred_at"],
    )
