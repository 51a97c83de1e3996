"""The event of a viewing, as the backbone's own adapter takes it, filled up to its size class.

A record's length would tell what a reading found: absent and hidden must look alike (V2). The
length is that of the Avro record, so it is encoded here once to learn how much is missing.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.catalogue import EventType, catalogue
from schemas.codec import Body, Codec
from schemas.generate.proto import snake_case
from schemas.times import to_micros
from schemas.uuids import uuid_text
from services.caller import Caller
from services.query.viewing import Ground, Opened, Viewing

SYSTEM = "enishi-query"
SIZE_CLASS = 2048
"""Bytes; every viewing's record is a multiple."""

_NO_ID = bytes(16)
_TAG_BYTES = 16
_LONGEST_ONE_BYTE_LENGTH = 63
_CITED = ("consent_id", "conference_id", "council_case_id", "referral_id", "break_glass_id")


def system_envelope(owner: Caller, now: datetime) -> common_pb2.Envelope:
    """The envelope of what the backbone itself records at this moment."""
    at = Timestamp()
    at.FromDatetime(now)
    at.nanos -= at.nanos % 1000
    return common_pb2.Envelope(
        municipality_code=owner.municipality,
        agency_id=owner.agency_id,
        source_system_id=SYSTEM,
        source_record_id=str(uuid.uuid4()),
        source_revision=1,
        actor_id=SYSTEM,
        actor_role="SYS",
        occurred_at=at,
        occurred_precision=common_pb2.INSTANT,
        recorded_at=at,
        legal_basis=common_pb2.AUDIT,
        compartment=common_pb2.COMPARTMENT_NONE,
    )


def viewing_event(viewing: Viewing, owner: Caller, now: datetime, codec: Codec) -> events_pb2.Event:
    """The event to be stored. Raises schemas.codec.Unencodable where the page is too large."""
    kind = catalogue().latest(viewing.kind)
    fields = _fields(viewing)
    event = events_pb2.Event(envelope=system_envelope(owner, now))
    payload = getattr(event, snake_case(kind.name))
    _fill(payload, fields)
    if viewing.opened is not None:
        _open(event, payload, viewing, viewing.opened)
    payload.padding = bytes(_missing(_length(kind, fields, viewing, event.envelope, codec)))
    return event


def _fields(viewing: Viewing) -> dict[str, Any]:
    """The clear fields that every viewing has, as they lie in the record."""
    reader = viewing.reader
    return {
        "viewer": reader.user,
        "viewer_agency": reader.agency_id,
        "viewer_role": reader.role,
        "purpose": reader.purpose,
        "subjects": sorted(viewing.subjects),
        "subject_cases": sorted(viewing.cases),
        "field_codes": sorted(viewing.field_codes),
        "basis": viewing.filed_under,
        "consent_id": viewing.only(lambda ground: ground.consent_id),
        "conference_id": viewing.only(lambda ground: ground.conference_id),
        "council_case_id": viewing.only(lambda ground: ground.council_case_id),
        "source_event_ids": sorted(viewing.source_event_ids),
        "via_links": sorted(viewing.via_links),
        "reason": viewing.reason,
        "grounds": sorted((_ground(each) for each in viewing.grounds), key=_order),
        **({} if viewing.opened else {"asked_for": viewing.asked_for}),
    }


def _ground(ground: Ground) -> dict[str, Any]:
    return {
        "person": ground.person,
        "source_agency": ground.source_agency,
        "rule": ground.rule,
        "basis": ground.basis,
        "field_codes": sorted(ground.field_codes),
        **{name: getattr(ground, name) for name in _CITED},
    }


def _order(ground: Mapping[str, Any]) -> tuple[Any, ...]:
    cited = (ground[name] or b"" for name in _CITED)
    return ground["person"], ground["source_agency"], ground["rule"], *cited


def _fill(message: Any, fields: Mapping[str, Any]) -> None:
    """The same fields in the adapter's protobuf: persons as Person, every other id as text."""
    for name, value in fields.items():
        if value is None:
            continue
        if name == "grounds":
            for each in value:
                _fill(message.grounds.add(), each)
        elif name == "subjects":
            message.subjects.extend(common_pb2.Person(person_ref=uuid_text(one)) for one in value)
        elif name == "person":
            message.person.person_ref = uuid_text(value)
        elif isinstance(value, list):
            getattr(message, name).extend(_text(one) for one in value)
        else:
            setattr(message, name, _text(value))


def _text(value: bytes | str) -> str:
    return uuid_text(value) if isinstance(value, bytes) else value


def _open(event: events_pb2.Event, payload: Any, viewing: Viewing, opened: Opened) -> None:
    payload.break_glass_id = uuid_text(opened.break_glass_id)
    payload.expires_at.FromDatetime(opened.expires_at)
    payload.expires_at.nanos -= payload.expires_at.nanos % 1000
    payload.explanation = opened.explanation
    event.envelope.persons.extend(payload.subjects)


def _length(
    kind: EventType,
    fields: Mapping[str, Any],
    viewing: Viewing,
    envelope: common_pb2.Envelope,
    codec: Codec,
) -> int:
    """The record's length before it is filled; what the adapter adds has a fixed length."""
    at = envelope.occurred_at.ToMicroseconds()
    subjects = sorted(viewing.subjects) if viewing.opened else []
    body: Body = {
        "envelope": {
            "event_id": _NO_ID,
            "event_type": kind.name,
            "municipality_code": envelope.municipality_code,
            "agency_id": envelope.agency_id,
            "source_system_id": envelope.source_system_id,
            "source_record_id": envelope.source_record_id,
            "source_revision": envelope.source_revision,
            "source_seq": envelope.source_seq,
            "actor_id": envelope.actor_id,
            "actor_role": envelope.actor_role,
            "occurred_at": at,
            "occurred_precision": "INSTANT",
            "recorded_at": at,
            "ingested_at": at,
            "case_id": None,
            "person_refs": subjects,
            "legal_basis": "AUDIT",
            "consent_id": None,
            "conference_id": None,
            "council_case_id": None,
            "compartment": "NONE",
            "via_link_ids": [],
            "funding_item": "NONE",
            "causation_id": None,
            "correlation_id": None,
        },
        **fields,
        "padding": b"",
        "sealed": [],
    }
    if viewing.opened is not None:
        body |= {
            "break_glass_id": viewing.opened.break_glass_id,
            "expires_at": to_micros(viewing.opened.expires_at),
            "sealed": [_sealed(kind, subjects[0], viewing.opened, codec)],
        }
    return len(codec.encode(kind, body))


def _sealed(kind: EventType, person: bytes, opened: Opened, codec: Codec) -> Body:
    plain = codec.encode_sealed(kind, {"explanation": opened.explanation})
    return {
        "person_ref": person,
        "field_code": "NARRATIVE",
        "epoch": 1,
        "nonce": bytes(12),
        "ciphertext": bytes(len(plain) + _TAG_BYTES),
    }


def _missing(length: int) -> int:
    """How many zeros fill the record up; from the 64th on their own length takes two bytes."""
    missing = -length % SIZE_CLASS
    if missing == _LONGEST_ONE_BYTE_LENGTH + 1:
        missing += SIZE_CLASS
    return missing if missing <= _LONGEST_ONE_BYTE_LENGTH else missing - 1
