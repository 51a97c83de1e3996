"""The lead agency (主担当) of a case.

LeadAgencyChanged, CoordinationTriaged, RoleAssigned(is_lead) and a closing's ``lead_after`` state
it; until one of them does, the agency that opened the case leads. The acceptance of a referral
moves nothing. Where the lead's role ended and nobody was named, the case shows that it has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from projections.household.text import event_ids
from projections.household.view import Value
from projections.stored_event import StoredEvent

OPENERS = ("ConsultationReceived", "OutreachTargetIdentified", "AbuseReportReceived")

NAMED_IN: Final[Mapping[str, str]] = {
    "LeadAgencyChanged": "lead_agency",
    "CoordinationTriaged": "lead_agency",
    "RoleAssigned": "agency",
    "CaseClosed": "lead_after",
    "CaseSuspended": "lead_after",
    "CaseReopened": "lead_after",
}
"""The field that names the lead, by the event types that may."""


def lead(events: Sequence[StoredEvent], today: int) -> Value:
    """The lead on ``today`` (days) by a case's effective events in the order of ``by_time``; an
    empty value where there is none. Of several statements the latest holds."""
    source, agency = leading(events, today)
    if source is None:
        return Value("lead", "", "", ())
    return Value("lead", agency, source.agency, event_ids([source]))


def leading(events: Sequence[StoredEvent], today: int) -> tuple[StoredEvent | None, str]:
    """The statement that holds, if there is any, and the agency it leaves as the lead, if any."""
    source = _opened_by(events)
    agency = named_by(source, today) if source else ""
    for event in events:
        if event.name in NAMED_IN and (named := named_by(event, today)):
            source, agency = event, named
        elif source and event.name == "RoleEnded" and ends(event, source, agency, today):
            source, agency = event, ""
    if source is not None and source.name == "RoleAssigned" and is_over(source, today):
        agency = ""
    return source, agency


def _opened_by(events: Sequence[StoredEvent]) -> StoredEvent | None:
    """What opened the case; failing that, a request that says who leads."""
    for event in events:
        if event.name in OPENERS:
            return event
    for event in reversed(events):
        if event.name == "CoordinationRequested" and event.body["lead_agency"]:
            return event
    return None


def named_by(event: StoredEvent, today: int) -> str:
    """The lead whom a statement names on ``today`` (days); empty where it names none."""
    if event.name in OPENERS:
        return event.agency
    body = event.body
    if event.name == "RoleAssigned" and not (body["is_lead"] and body["start"] <= today):
        return ""
    return body[NAMED_IN.get(event.name, "lead_agency")] or ""


def ends(event: StoredEvent, source: StoredEvent, agency: str, today: int) -> bool:
    """Whether a RoleEnded ends the lead: all roles of that agency, or the very task it led by."""
    body = event.body
    if body["agency"] != agency or body["end"] > today:
        return False
    if body["task"] is None:
        return True
    return source.name == "RoleAssigned" and body["task"] == source.body["task"]


def is_over(role: StoredEvent, today: int) -> bool:
    """Whether the last day of a RoleAssigned lies before ``today`` (days)."""
    end = role.body["end"]
    return end is not None and end < today
