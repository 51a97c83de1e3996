"""One body per event type and version, made from the catalogue: always the same, every field set.

The values fit the schemas and the code lists; whether an adapter would accept the event as a whole
(who wrote it, on which basis) is not their concern.
"""

from __future__ import annotations

import hashlib
import uuid
from datetime import date, datetime
from typing import Any

from schemas.catalogue import EventType, Field
from schemas.codec import Body
from schemas.codes import code_list
from schemas.times import JST, to_days, to_micros

MUNICIPALITY = "131016"
OCCURRED = datetime(2026, 6, 1, 9, 0, tzinfo=JST)
DAY = date(2026, 6, 8)


def sample_uuid(name: str) -> bytes:
    """16 bytes that depend on the name alone."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:enishi:sample:{name}").bytes


PERSON = sample_uuid("person")
OTHER_PERSON = sample_uuid("other person")
CASE = sample_uuid("case")


def sample_envelope(event: EventType) -> Body:
    """The envelope, with every id set and two persons."""
    writer = min(event.writers)
    return {
        "event_id": sample_uuid(event.label),
        "event_type": event.name,
        "municipality_code": MUNICIPALITY,
        "agency_id": f"{writer}-1",
        "source_system_id": "sample",
        "source_record_id": f"{event.name}-1",
        "source_revision": 1,
        "source_seq": 41,
        "actor_id": "u-7",
        "actor_role": writer,
        "occurred_at": to_micros(OCCURRED),
        "occurred_precision": "INSTANT",
        "recorded_at": to_micros(OCCURRED) + 60_000_000,
        "ingested_at": to_micros(OCCURRED) + 61_000_001,
        "case_id": CASE,
        "person_refs": [PERSON, OTHER_PERSON],
        "legal_basis": min(event.bases),
        "consent_id": sample_uuid("consent"),
        "conference_id": sample_uuid("conference"),
        "council_case_id": sample_uuid("council case"),
        "compartment": "AGENCY",
        "via_link_ids": [sample_uuid("link")],
        "funding_item": "I1A",
        "causation_id": sample_uuid("causation"),
        "correlation_id": sample_uuid("correlation"),
    }


def sample_fields(event: EventType, mark: str | None = None) -> Body:
    """Every payload field in clear by name; with ``mark`` only the clear or the sealed ones."""
    return {
        field.name: _value(field, f"{event.name}.{field.name}")
        for field in event.fields
        if mark in (None, field.mark)
    }


def sample_body(event: EventType) -> Body:
    """The body as on the wire; what it seals is stood in for by two parts of 48 bytes."""
    parts = [
        {
            "person_ref": person,
            "field_code": "NARRATIVE",
            "epoch": 1,
            "nonce": _digest(f"{event.label} nonce")[:12],
            "ciphertext": _digest(f"{event.label} a") + _digest(f"{event.label} b")[:16],
        }
        for person in (PERSON, OTHER_PERSON)
    ]
    return {
        "envelope": sample_envelope(event),
        **sample_fields(event, "clear"),
        "sealed": parts if event.sealed else [],
    }


def _value(field: Field, path: str) -> Any:
    if field.is_array:
        return _values(field, path)
    if field.codes:
        return next(iter(code_list(field.codes).codes))
    if field.person:
        return PERSON
    if field.names_agency:
        return "HOK-1"
    if field.names_municipality:
        return MUNICIPALITY
    return _plain(field.element, path)


def _values(field: Field, path: str) -> list[Any]:
    if field.items:
        return [{item.name: _value(item, f"{path}.{item.name}") for item in field.items}]
    if field.codes:
        return list(code_list(field.codes).codes)[:2]
    if field.person:
        return [PERSON, OTHER_PERSON]
    if field.names_agency:
        return ["HOK-1", "CT-1"]
    if field.names_municipality:
        return [MUNICIPALITY]
    return [_plain(field.element, path), _plain(field.element, f"{path}.2")]


def _plain(kind: Any, path: str) -> Any:
    if isinstance(kind, dict):
        return to_days(DAY) if kind["logicalType"] == "date" else to_micros(OCCURRED)
    values: dict[str, Any] = {
        "string": f"{path} の例",
        "int": 3,
        "long": 1 << 33,
        "boolean": True,
        "bytes": bytes(5),
        "jp.enishi.Uuid": sample_uuid(path),
        "jp.enishi.Sha256": _digest(path),
    }
    return values[kind]


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
