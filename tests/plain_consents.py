"""Consents as a vendor's system would send them; each comes with its own record."""

from __future__ import annotations

from typing import Any

from schemas.uuids import uuid_text
from tests.plain_events import plain_event
from tests.samples import sample_uuid

GROUND = {"legalBasis": "CONSENT", "compartment": "COMPARTMENT_CONSENT"}
FIELD_CODES = ("IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY", "SERVICES", "PLAN")


def consent_id(name: str) -> str:
    """The id of the consent of that name."""
    return uuid_text(sample_uuid(f"consent {name}"))


def consented(agency: str, person: str, name: str, agencies: list[str], **payload: Any) -> Any:
    """ConsentGranted by the person themselves."""
    fields = {
        "consentId": consent_id(name),
        "person": {"sourcePersonId": person},
        "grantor": "SELF",
        "agencies": agencies,
        "fieldCodes": FIELD_CODES,
        "purposes": ["COORDINATION", "PLAN"],
        "method": "WRITTEN",
        **payload,
    }
    return plain_event(agency, "consentGranted", f"consent-{name}", fields, **GROUND)


def withdrawn(agency: str, person: str, name: str, at: str) -> Any:
    """ConsentWithdrawn for every agency, in effect and recorded ``at`` (ISO)."""
    fields = {
        "consentId": consent_id(name),
        "person": {"sourcePersonId": person},
        "effectiveAt": at,
    }
    moment = {"occurredAt": at, "recordedAt": at}
    return plain_event(agency, "consentWithdrawn", f"withdrawal-{name}", fields, **GROUND, **moment)
