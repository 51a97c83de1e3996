"""Bodies that every standing rule accepts, one per event type, and a stream to say them in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from schemas.catalogue import EventType, catalogue
from schemas.codes import agency_code
from schemas.times import JST, to_micros
from services.adapter.decisions.step import Verdict
from services.adapter.decisions.table import EntityKey, check_standing, decide, evolve
from services.adapter.refusal import Refused
from services.caller import Caller
from tests.samples import CASE, MUNICIPALITY, OCCURRED, OTHER_PERSON, PERSON, sample_body
from tests.samples import sample_uuid as uuid_of

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=JST)
OTHER_MUNICIPALITY = "131024"

Body = dict[str, Any]

_BASIS = (
    ("OWN", "AGENCY", None),
    ("CONSENT", "CONSENT", "consent_id"),
    ("SUPPORT_CONFERENCE", "SUPPORT_CONF", "conference_id"),
    ("CHILD_COUNCIL", "CHILD_COUNCIL", "council_case_id"),
    ("ABUSE_DUTY", "ABUSE_DV", None),
    ("AUDIT", "NONE", None),
    ("NONE", "NONE", None),
)
_LATER = to_micros(OCCURRED + timedelta(hours=2))
_PROTECTION = {"persons": [PERSON], "against": [OTHER_PERSON]}
_FIELDS: Mapping[str, Mapping[str, Any]] = {
    "ConsentGranted": {"compartments": []},
    "SupportConferenceConvened": {
        "members": ["MU-1", "HOK-1"],
        "confidentiality_acks": ["MU-1"],
        "closes_at": _LATER,
    },
    "LeadAgencyChanged": {"lead_agency": "AB-1"},
    "CaseTransferSent": {"to_municipality": OTHER_MUNICIPALITY},
    "HouseholdSplit": {"remaining": [OTHER_PERSON], "moving": [PERSON]},
    "AddressProtectionApplied": _PROTECTION,
    "AddressProtectionLifted": _PROTECTION,
    "BreakGlassUsed": {"expires_at": _LATER},
}
_ENVELOPE: Mapping[str, Mapping[str, Any]] = {
    "AddressProtectionApplied": {"actor_role": "RESTRICTED", "compartment": "PROTECTED"},
    "AddressProtectionLifted": {"actor_role": "RESTRICTED", "compartment": "PROTECTED"},
}


def valid_body(name: str, /, **changes: Any) -> Body:
    """A body that passes the standing rules; ``changes`` go to the envelope or the payload.

    ``agency`` changes the agency and the role with it; ``at`` the moment of occurrence.
    """
    event = catalogue().latest(name)
    body: Body = {**sample_body(event), **_own_ids(event), **_FIELDS.get(name, {})}
    body["envelope"] = {**_envelope(event, body), **_ENVELOPE.get(name, {})}
    agency = changes.pop("agency", None)
    if agency is not None:
        body["envelope"] |= {"agency_id": agency, "actor_role": agency_code(agency)}
    at = changes.pop("at", None)
    if at is not None:
        body["envelope"] |= {"occurred_at": to_micros(at), "recorded_at": to_micros(at)}
    for field, value in changes.items():
        where = body["envelope"] if field in body["envelope"] else body
        if field not in where:
            raise KeyError(f"{name} has no field {field}")
        where[field] = value
    return body


def caller_of(body: Body) -> Caller:
    """The agency that the body says wrote it."""
    return Caller(MUNICIPALITY, body["envelope"]["agency_id"])


def standing_rules(body: Body, caller: Caller | None = None, now: datetime = NOW) -> set[str]:
    """The rules that the body breaks by itself."""
    try:
        check_standing(body, caller or caller_of(body), now)
    except Refused as refused:
        return {violation.rule for violation in refused.violations}
    return set()


class AgencyStream:
    """One agency's own stream, in memory: what was accepted is folded into states."""

    def __init__(self, agency: str) -> None:
        self.agency = agency
        self.states: dict[EntityKey, Any] = {}

    def say(self, name: str, /, *, revises: bool = False, **changes: Any) -> Verdict:
        """Record an event. Raises Refused, and then the stream is as before."""
        body = valid_body(name, **{"agency": self.agency, **changes})
        verdict = decide(body, self.states.get, revises=revises)
        self.states.update(evolve(body, self.states.get))
        return verdict

    def refusal(self, name: str, /, **changes: Any) -> str:
        """The rule by which the stream refuses an event, or that it was ACCEPTED or CROSSED."""
        before = dict(self.states)
        try:
            return self.say(name, **changes).name
        except Refused as caught:
            refused = caught
        assert refused.status == "FAILED_PRECONDITION"
        assert self.states == before
        return refused.code


def day(number: int, hour: int = 9) -> datetime:
    """A moment of June 2026, Japan time."""
    return datetime(2026, 6, number, hour, tzinfo=JST)


def _own_ids(event: EventType) -> Body:
    """One id per field name, so that events of one stream speak of the same entity."""
    return {
        field.name: uuid_of(field.name)
        for field in event.fields
        if field.person is None and field.base == "jp.enishi.Uuid"
    }


def _envelope(event: EventType, body: Body) -> Body:
    basis, compartment, cited = next(each for each in _BASIS if each[0] in event.bases)
    envelope: Body = dict(body["envelope"])
    envelope |= {"legal_basis": basis, "compartment": compartment, "causation_id": None}
    envelope |= {"consent_id": None, "conference_id": None, "council_case_id": None}
    if cited is not None:
        envelope[cited] = body[cited] if event.own_id == cited else uuid_of("cited")
    envelope["case_id"] = None if event.case == "none" else CASE
    envelope["person_refs"] = [] if event.persons == "none" else [PERSON]
    return envelope
