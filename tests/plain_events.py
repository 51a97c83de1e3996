"""A few events as a vendor's system would send them, readable at a glance."""

from __future__ import annotations

from typing import Any

from google.protobuf.json_format import ParseDict

from protos.enishi.v1 import adapter_pb2, events_pb2

MUNICIPALITY = "131016"
HOUSEHOLD = "018f3a5e-6c1b-4d4e-9a2b-0c1d2e3f4a5b"
_DAY = "2026-06-01"


def plain_event(
    agency: str, name: str, record: str, payload: dict[str, Any], **envelope: Any
) -> Any:
    """One event in protobuf JSON, as a dict."""
    return {
        "envelope": {
            "municipalityCode": MUNICIPALITY,
            "agencyId": agency,
            "sourceSystemId": "counter",
            "sourceRecordId": record,
            "sourceRevision": 1,
            "actorId": "u-1",
            "actorRole": agency.partition("-")[0],
            "occurredAt": f"{_DAY}T00:00:00Z",
            "occurredPrecision": "INSTANT",
            "recordedAt": f"{_DAY}T00:01:00Z",
            "legalBasis": "OWN",
            "compartment": "COMPARTMENT_AGENCY",
            **envelope,
        },
        name: payload,
    }


def registered(agency: str, person: str, name: str) -> Any:
    """PersonRegistered."""
    attributes = [{"attribute": "NAME", "value": name}]
    payload = {"person": {"sourcePersonId": person}, "attributes": attributes}
    return plain_event(agency, "personRegistered", f"person-{person}", payload)


def consulted(agency: str, person: str, **envelope: Any) -> Any:
    """ConsultationReceived."""
    return plain_event(
        agency,
        "consultationReceived",
        f"consultation-{person}",
        {
            "channel": "VISIT",
            "consulterRelation": "FAMILY",
            "issues": ["ELDERCARE"],
            "narrative": "困っている",
        },
        persons=[{"sourcePersonId": person}],
        **envelope,
    )


def household_formed(agency: str, person: str, household_id: str = HOUSEHOLD) -> Any:
    """HouseholdFormed, of one person."""
    return plain_event(
        agency,
        "householdFormed",
        f"household-{person}",
        {
            "householdId": household_id,
            "kind": "SUPPORT",
            "members": [{"person": {"sourcePersonId": person}, "relationship": "HEAD"}],
            "effectiveOn": _DAY,
        },
    )


def as_message(event: Any) -> events_pb2.Event:
    """The message of an event."""
    return ParseDict(event, events_pb2.Event())


def as_request(event: Any) -> adapter_pb2.RecordRequest:
    """What the adapter takes."""
    return adapter_pb2.RecordRequest(event=as_message(event))
