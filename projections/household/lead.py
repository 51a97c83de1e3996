"""The lead agency (主担当) of a case.

LeadAgencyChanged, CoordinationTriaged, RoleAssigned(is_lead) and a closing's ``lead_after`` state
it; until one of them does, the agency that opened the case leads. The acceptance of a referral
moves nothing. Where the lead's role ended and nobody was named, the case shows that it has none.
"""

from __future__ import annotations

from collections.abc import Sequence

from projections.household.text import event_ids
from projections.household.view import Value
from projections.stored_event import StoredEvent

OPENERS = ("ConsultationReceived", "OutreachTargetIdentified", "AbuseReportReceived")

_NAMED_IN = {
    "LeadAgencyChanged": "lead_agency",
    "CoordinationTriaged": "lead_agency",
    "RoleAssigned": "agency",
    "CaseClosed": "lead_after",
    "CaseSuspended": "lead_after",
    "CaseReopened": "lead_after",
}


def lead(events: Sequence[StoredEvent], today: int) -> Value:
    """The lead on ``today`` (days) by a case's effective events in the order of ``by_time``; an
    empty value where there is none. Of several statements the latest holds."""
    source = _opened_by(events)
    agency = _named_by(source, today) if source else ""
    for event in events:
        if event.name in _NAMED_IN and (named := _named_by(event, today)):
            source, agency = event, named
        elif source and event.name == "RoleEnded" and _ends(event, source, agency, today):
            source, agency = event, ""
    if source is None:
        return Value("lead", "", "", ())
    if source.name == "RoleAssigned" and _is_over(source, today):
        agency = ""
    return Value("lead", agency, source.agency, event_ids([source]))


def _opened_by(events: Sequence[StoredEvent]) -> StoredEvent | None:
    """What opened the case; failing that, a request that says who leads."""
    for event in events:
        if event.name in OPENERS:
            return event
    for event in reversed(events):
        if event.name == "CoordinationRequested" and event.body["lead_agency"]:
            return event
    return None


def _named_by(event: StoredEvent, today: int) -> str:
    if event.name in OPENERS:
        return event.agency
    body = event.body
    if event.name == "RoleAssigned" and not (body["is_lead"] and body["start"] <= today):
        return ""
    return body[_NAMED_IN.get(event.name, "lead_agency")] or ""


def _ends(event: StoredEvent, source: StoredEvent, agency: str, today: int) -> bool:
    """Whether a RoleEnded ends the lead: all roles of that agency, or the very task it led by."""
    body = event.body
    if body["agency"] != agency or body["end"] > today:
        return False
    if body["task"] is None:
        return True
    return source.name == "RoleAssigned" and body["task"] == source.body["task"]


def _is_over(role: StoredEvent, today: int) -> bool:
    end = role.body["end"]
    return end is not None and end < today
