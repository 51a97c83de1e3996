"""多機関協働への依頼: where each coordination request stands in the queue (domain, section 6)."""

from __future__ import annotations

from collections.abc import Sequence

from projections.household.plans import is_agreed
from projections.household.text import event_ids, id_text, occurred_on
from projections.household.view import Request
from projections.stored_event import StoredEvent, by_time

_TRIAGED = {
    "ACCEPT": "ACCEPTED",
    "ADVICE_ONLY": "ADVICE_ONLY",
    "RETURN": "RETURNED",
    "TO_SUPPORT_CONF": "CONFERENCE_TRACK",
}
_ACCEPTED = ("ACCEPTED", "PLANNING", "AWAITING_CONFERENCE")
_OF_A_REQUEST = (
    "CoordinationRequested",
    "CoordinationTriaged",
    "CoordinationClaimed",
    "CoordinationReleased",
    "PriorityOverridden",
)


def requests(events: Sequence[StoredEvent]) -> tuple[Request, ...]:
    """The requests among a case's effective events in the order of ``by_time``, ordered by their
    first event."""
    stories: dict[bytes, list[StoredEvent]] = {}
    for event in events:
        if event.name in _OF_A_REQUEST:
            stories.setdefault(event.body["request_id"], []).append(event)
    return tuple(_request(request_id, story, events) for request_id, story in stories.items())


def _request(
    request_id: bytes, story: Sequence[StoredEvent], events: Sequence[StoredEvent]
) -> Request:
    asked = next((event for event in story if event.name == "CoordinationRequested"), None)
    if asked is None:
        return Request(id_text(request_id), "PENDING_PARENT", "", "", event_ids(story))
    return Request(
        request_id=id_text(request_id),
        state=_state(request_id, [e for e in events if by_time(e) > by_time(asked)]),
        requested_on=occurred_on(asked),
        consent_status=asked.body["consent_status"],
        event_ids=event_ids(story),
    )


def _state(request_id: bytes, later: Sequence[StoredEvent]) -> str:
    """What followed the request moves it on; a decision or a closing takes it off for good."""
    state, draft = "REQUESTED", None
    for at, event in enumerate(later):
        if event.name == "SupportDecided":
            return "DECIDED"
        if event.name == "CaseClosed":
            return "CLOSED"
        if event.name == "CoordinationTriaged" and event.body["request_id"] == request_id:
            state = _TRIAGED.get(event.body["outcome"], state)
        elif event.name == "PlanDrafted":
            draft = event
        if state in _ACCEPTED:
            state = _worked_on(state, event, draft, later[: at + 1])
    return state


def _worked_on(
    state: str, event: StoredEvent, draft: StoredEvent | None, so_far: Sequence[StoredEvent]
) -> str:
    revise = event.name == "MultilayerConferenceConvened" and event.body["result"] == "REVISE"
    if event.name == "PlanDrafted" or revise:
        return "PLANNING"
    if event.name == "AssessmentCompleted" and state == "ACCEPTED":
        return "PLANNING"
    if event.name == "PlanAgreed" and draft is not None and is_agreed(draft, so_far):
        return "AWAITING_CONFERENCE"
    return state
