"""A request in a few words, and the item of it that a desk has on its board."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from projections.household.reading import HouseholdReading, household_reading
from projections.household.view import Request
from projections.people.attribution import Attributed, attribute
from projections.queue.request import QueueItem, queue_item, requests_on
from projections.queue.rules import rules
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from schemas.codes import agency_code
from schemas.times import to_micros
from tests.unit.projections.household.story import LATER, Story, case, opened_plain, uid

RULES = rules()
FIELDS = ("IDENTITY", "HOUSEHOLD", "ISSUES", "SERVICES", "PLAN", "URGENCY")
BY_CONSENT = {"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid("C1")}
_ABOUT_REQUESTS = (
    "CoordinationTriaged",
    "CoordinationClaimed",
    "CoordinationReleased",
    "PriorityOverridden",
)


def consent(
    story: Story, consent_id: str = "C1", who: str = "P1", when: str = "06-01 08:00", **more: Any
) -> StoredEvent:
    """HOK-1 records that somebody lets HOK-1, JIR-1 and CT-1 work together."""
    fields: dict[str, Any] = {
        "consent_id": consent_id,
        "person": who,
        "grantor": "SELF",
        "agencies": ["HOK-1", "JIR-1", "CT-1"],
        "field_codes": list(FIELDS),
        "purposes": ["COORDINATION"],
        "method": "WRITTEN",
    }
    envelope = {"compartment": "CONSENT"}
    return story.tell(
        "HOK-1",
        "ConsentGranted",
        when,
        people=[who],
        case=None,
        envelope=envelope,
        **(fields | more),
    )


def asks(
    story: Story,
    when: str = "06-03",
    status: str = "GRANTED",
    agency: str = "HOK-1",
    envelope: dict[str, Any] | None = None,
    request_id: str = "R",
    **more: Any,
) -> StoredEvent:
    """An agency asks for coordination."""
    fields: dict[str, Any] = {
        "request_id": request_id,
        "consent_status": status,
        "existing_agencies": [],
        "lead_agency": "HOK-1",
    }
    where = BY_CONSENT if envelope is None else envelope
    return story.tell(
        agency,
        "CoordinationRequested",
        when,
        people=["P1"],
        envelope=where,
        **(fields | more),
    )


def does(
    story: Story, agency: str, what: str, when: str, /, request_id: str = "R", **more: Any
) -> StoredEvent:
    """An agency does something about the request, or in its case by the same consent."""
    about: dict[str, Any] = {"request_id": request_id} if what in _ABOUT_REQUESTS else {}
    return story.tell(agency, what, when, people=["P1"], envelope=BY_CONSENT, **about, **more)


def begun(when: str = "06-03", **more: Any) -> Story:
    """P1 consents, HOK-1 receives P1 and asks."""
    story = Story()
    consent(story)
    story.opened()
    asks(story, when, **more)
    return story


def facts(events: Sequence[StoredEvent]) -> Attributed:
    """What counts, people joined."""
    return attribute(settle(events))


def open_requests(story: Story, now: datetime = LATER) -> list[Request]:
    """The requests of the case that are on the queue."""
    return requests_on(uid("case"), facts(story.events).settled.effective, now)


def reading(story: Story, now: datetime = LATER, desk: str = "CT-1") -> HouseholdReading:
    """The case as the desk may see it."""
    past = [event for event in story.events if event.envelope["occurred_at"] <= to_micros(now)]
    reader = Reader(desk, agency_code(desk), "u-01")
    return household_reading(case("case"), past, opened_plain, now, reader, policy())


def item(story: Story, now: datetime = LATER, desk: str = "CT-1") -> QueueItem:
    """The item of the only request on the queue."""
    (request,) = open_requests(story, now)
    seen = reading(story, now, desk)
    told = facts(story.events)
    return queue_item(request, uid("case"), told, seen, desk, (), now, RULES)
