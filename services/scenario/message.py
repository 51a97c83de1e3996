"""From a step to the protobuf ``Event``, as an agency system would send it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from google.protobuf.json_format import ParseDict

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.catalogue import Field, catalogue
from schemas.generate.proto import snake_case
from services.scenario.aliases import Aliases
from services.scenario.defaults import instant
from services.scenario.format import AgencyAt, Step

POSITIONS = "@positions"
"""Stands for what every agency's stream holds at that moment (a frozen report's vector)."""

_BASES = {"UNKNOWN": "LEGAL_BASIS_UNKNOWN", "NONE": "LEGAL_BASIS_NONE"}
_FUNDING = {"NONE": "FUNDING_ITEM_NONE"}


def to_event(step: Step, aliases: Aliases) -> events_pb2.Event:
    """The message of a step. Raises UnknownAlias; ParseError for a value of the wrong kind."""
    kind = catalogue().latest(step.event)
    payload = _record(kind.fields, step.fields, step.by, aliases)
    event = events_pb2.Event()
    ParseDict({snake_case(step.event): payload}, event)
    _envelope(event.envelope, step, aliases)
    return event


def _envelope(envelope: common_pb2.Envelope, step: Step, aliases: Aliases) -> None:
    envelope.municipality_code = aliases.municipality(step.by.municipality)
    envelope.agency_id = step.by.agency
    envelope.source_system_id = step.system
    envelope.source_record_id = aliases.record(step.record)
    envelope.source_revision = step.revision
    envelope.source_seq = step.seq
    envelope.actor_id = step.actor
    envelope.actor_role = step.role
    envelope.occurred_at.FromDatetime(step.occurred)
    envelope.occurred_precision = common_pb2.Precision.Value(step.precision)
    envelope.recorded_at.FromDatetime(step.recorded)
    envelope.legal_basis = common_pb2.LegalBasis.Value(_BASES.get(step.basis, step.basis))
    envelope.compartment = common_pb2.Compartment.Value(f"COMPARTMENT_{step.compartment}")
    envelope.funding_item = common_pb2.FundingItem.Value(_FUNDING.get(step.funding, step.funding))
    envelope.persons.extend(aliases.person(alias, step.by) for alias in step.persons)
    envelope.via_link_ids.extend(aliases.uuid(alias) for alias in step.via_links)
    if step.consent is not None:
        envelope.consent_id = aliases.uuid(step.consent)
    if step.conference is not None:
        envelope.conference_id = aliases.uuid(step.conference)
    if step.council is not None:
        envelope.council_case_id = aliases.uuid(step.council)
    if step.case is not None and not catalogue().latest(step.event).case.startswith("mint"):
        envelope.case_id = aliases.case(step.case)


def _record(
    declared: tuple[Field, ...], given: Mapping[str, Any], by: AgencyAt, aliases: Aliases
) -> dict[str, Any]:
    fields = {field.name: field for field in declared}
    return {name: _value(fields[name], value, by, aliases) for name, value in given.items()}


def _value(field: Field, value: Any, by: AgencyAt, aliases: Aliases) -> Any:
    if value == POSITIONS:
        return [
            {"agency": at.agency, "sequence": sequence}
            for at, sequence in sorted(aliases.sequences.items())
            if at.municipality == by.municipality
        ]
    if field.is_array:
        return [_element(field, one, by, aliases) for one in value]
    return _element(field, value, by, aliases)


def _element(field: Field, value: Any, by: AgencyAt, aliases: Aliases) -> Any:
    if field.items:
        return _record(field.items, value, by, aliases)
    if field.person is not None:
        person = aliases.person(value, by)
        if person.person_ref:
            return {"person_ref": person.person_ref}
        return {"source_person_id": person.source_person_id}
    if field.names_municipality:
        return aliases.municipality(value)
    element = field.element
    if element == "jp.enishi.Uuid":
        return aliases.uuid(value)
    if element == "jp.enishi.Sha256":
        return base64.b64encode(aliases.sha256(value)).decode()
    if isinstance(element, dict) and element.get("logicalType") == "timestamp-micros":
        return instant(value).isoformat()
    return value
