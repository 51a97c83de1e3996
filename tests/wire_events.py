"""Events as an agency's system sends them: every type of the catalogue, as a protobuf message."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.catalogue import Field, catalogue
from schemas.generate.proto import snake_case
from schemas.times import from_days, from_micros
from tests.samples import sample_fields
from tests.valid_events import valid_body

_ENUMS: Mapping[str, tuple[str, Any]] = {
    "occurred_precision": ("", common_pb2.Precision),
    "legal_basis": ("LEGAL_BASIS_", common_pb2.LegalBasis),
    "compartment": ("COMPARTMENT_", common_pb2.Compartment),
    "funding_item": ("FUNDING_ITEM_", common_pb2.FundingItem),
}
_ADDED_BY_ADAPTER = ("event_id", "event_type", "ingested_at")


def wire_event(name: str, /, record: str, **changes: Any) -> events_pb2.Event:
    """An event that the standing rules accept, under that source record id, revision 1.

    ``changes`` as for ``valid_body``, and sealed fields in clear. Persons are named by pseudonym.
    """
    sealed = sample_fields(catalogue().latest(name), "sealed")
    given = {field: changes.pop(field) for field in tuple(changes) if field in sealed}
    body = valid_body(name, source_record_id=record, **changes)
    return to_message({**body, **sealed, **given})


def to_message(body: Mapping[str, Any]) -> events_pb2.Event:
    """The message of a body whose sealed fields stand beside the clear ones."""
    envelope = body["envelope"]
    kind = catalogue().latest(envelope["event_type"])
    event = events_pb2.Event()
    for name, value in envelope.items():
        if name not in _ADDED_BY_ADAPTER:
            _set_envelope(event.envelope, name, value)
    payload = getattr(event, snake_case(kind.name))
    payload.SetInParent()
    for field in kind.fields:
        set_field(payload, field, body.get(field.name))
    return event


def set_field(message: Any, field: Field, value: Any) -> None:
    """Set one payload field from its in-memory value; None leaves it absent."""
    if value is None:
        return
    if field.is_array:
        for item in value:
            _append(message, field, item)
    elif field.person is not None:
        getattr(message, field.name).person_ref = _uuid(value)
    elif field.element == {"type": "long", "logicalType": "timestamp-micros"}:
        getattr(message, field.name).FromDatetime(from_micros(value))
    else:
        setattr(message, field.name, _scalar(field, value))


def _append(message: Any, field: Field, item: Any) -> None:
    repeated = getattr(message, field.name)
    if field.items:
        inner = repeated.add()
        for each in field.items:
            set_field(inner, each, item.get(each.name))
    elif field.person is not None:
        repeated.add(person_ref=_uuid(item))
    else:
        repeated.append(_scalar(field, item))


def _scalar(field: Field, value: Any) -> Any:
    if field.element == "jp.enishi.Uuid":
        return _uuid(value)
    if isinstance(field.element, dict):
        return from_days(value).isoformat()
    return value


def _set_envelope(envelope: common_pb2.Envelope, name: str, value: Any) -> None:
    if name in _ENUMS:
        prefix, enum = _ENUMS[name]
        names = enum.keys()
        setattr(envelope, name, enum.Value(value if value in names else prefix + value))
    elif name in ("occurred_at", "recorded_at"):
        getattr(envelope, name).FromDatetime(from_micros(value))
    elif name == "person_refs":
        envelope.persons.extend(common_pb2.Person(person_ref=_uuid(ref)) for ref in value)
    elif name == "via_link_ids":
        envelope.via_link_ids.extend(map(_uuid, value))
    elif isinstance(value, bytes):
        setattr(envelope, name, _uuid(value))
    elif value is not None:
        setattr(envelope, name, value)


def _uuid(raw: bytes) -> str:
    return str(uuid.UUID(bytes=raw))
