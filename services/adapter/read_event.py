"""The first step in: from the protobuf ``Event`` to a draft, or every reason why not at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.catalogue import Catalogue, EventType
from schemas.codes import code_list
from schemas.generate.proto import snake_case
from services.adapter.draft import Draft
from services.adapter.pseudonyms import Pseudonyms
from services.adapter.read_payload import ReadPayload, Subjects, compile_payload
from services.adapter.refusal import Refused, Violation
from services.adapter.values import (
    NO_UUID,
    Report,
    check_unknown,
    code_reader,
    read_agency,
    read_id,
    read_instant,
    read_municipality,
    read_uuid,
)

_PRECISION = ("UNKNOWN", "INSTANT", "DAY")
_BASIS = (
    "UNKNOWN",
    "OWN",
    "CONSENT",
    "SUPPORT_CONFERENCE",
    "CHILD_COUNCIL",
    "ABUSE_DUTY",
    "LIFE_BODY",
    "AUDIT",
    "NONE",
)
_COMPARTMENT = (
    "UNKNOWN",
    "AGENCY",
    "CONSENT",
    "SUPPORT_CONF",
    "CHILD_COUNCIL",
    "ABUSE_DV",
    "PROTECTED",
    "NONE",
)
_FUNDING = ("NONE", "I1A", "I1B", "I1C", "I1D", "I2", "I3", "I4", "I5")


class EventReader:
    """Reads events of every type of a catalogue; holds only what was compiled from it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._types: Mapping[str, tuple[EventType, ReadPayload]] = {
            snake_case(name): (catalogue.latest(name), compile_payload(catalogue.latest(name)))
            for name in catalogue.names()
        }
        self._read_role = code_reader(code_list("role"))

    def read(self, event: events_pb2.Event, pseudonyms: Pseudonyms) -> Draft:
        """The draft of an event.

        New persons get pseudonyms that are kept only once the event is stored. Raises Refused with
        every violation found, INVALID_ARGUMENT.
        """
        which = event.WhichOneof("payload")
        if which is None:
            raise Refused(
                "PAYLOAD_REQUIRED",
                "the event has no payload, or one that this adapter does not know",
                [Violation("payload", "FIELD_REQUIRED", "set exactly one event of the oneof")],
            )
        kind, read_payload = self._types[which]
        payload = getattr(event, which)
        violations: list[Violation] = []

        def report(path: str, rule: str, description: str) -> None:
            violations.append(Violation(path, rule, description))

        def report_payload(path: str, rule: str, description: str) -> None:
            violations.append(Violation(f"{which}.{path}", rule, description))

        for message, path in ((event, "event"), (event.envelope, "envelope"), (payload, which)):
            check_unknown(message, path, report)
        wire = event.envelope
        scope = pseudonyms.scope(wire.source_system_id)
        subjects = Subjects(scope.resolve)
        fields = read_payload(payload, subjects, report_payload)
        for at, person in enumerate(wire.persons):
            subjects.read(person, f"envelope.persons[{at}]", report, subject=True)
        envelope = self._envelope(wire, kind, report)
        envelope["person_refs"] = subjects.refs
        if kind.own_id is not None:
            _cite_own_id(kind, envelope, fields)
        if violations:
            raise Refused("INVALID_EVENT", f"{kind.name} has invalid fields", violations)
        return Draft(kind, envelope, fields, scope.named)

    def _envelope(
        self, wire: common_pb2.Envelope, kind: EventType, report: Report
    ) -> dict[str, Any]:
        for name in ("source_system_id", "source_record_id", "actor_id"):
            if not getattr(wire, name):
                report(f"envelope.{name}", "FIELD_REQUIRED", "this field is required")
        if not wire.HasField("occurred_at"):
            report("envelope.occurred_at", "FIELD_REQUIRED", "this field is required")
        if not wire.HasField("recorded_at"):
            report("envelope.recorded_at", "FIELD_REQUIRED", "this field is required")
        if wire.source_revision < 1:
            report("envelope.source_revision", "REVISION", "revisions begin at 1")
        return {
            "event_id": NO_UUID,
            "event_type": kind.name,
            "municipality_code": read_municipality(
                wire.municipality_code, "envelope.municipality_code", report
            ),
            "agency_id": read_agency(wire.agency_id, "envelope.agency_id", report),
            "source_system_id": read_id(wire.source_system_id, "envelope.source_system_id", report),
            "source_record_id": read_id(wire.source_record_id, "envelope.source_record_id", report),
            "source_revision": wire.source_revision,
            "source_seq": wire.source_seq,
            "actor_id": read_id(wire.actor_id, "envelope.actor_id", report),
            "actor_role": self._read_role(wire.actor_role, "envelope.actor_role", report),
            "occurred_at": read_instant(wire.occurred_at, "envelope.occurred_at", report),
            "occurred_precision": _symbol(
                _PRECISION, wire.occurred_precision, "envelope.occurred_precision", report
            ),
            "recorded_at": read_instant(wire.recorded_at, "envelope.recorded_at", report),
            "ingested_at": 0,
            "case_id": _optional(wire.case_id, "envelope.case_id", report),
            "person_refs": [],
            "legal_basis": _symbol(_BASIS, wire.legal_basis, "envelope.legal_basis", report),
            "consent_id": _optional(wire.consent_id, "envelope.consent_id", report),
            "conference_id": _optional(wire.conference_id, "envelope.conference_id", report),
            "council_case_id": _optional(wire.council_case_id, "envelope.council_case_id", report),
            "compartment": _symbol(_COMPARTMENT, wire.compartment, "envelope.compartment", report),
            "via_link_ids": [
                read_uuid(link, f"envelope.via_link_ids[{at}]", report)
                for at, link in enumerate(wire.via_link_ids)
            ],
            "funding_item": _symbol(_FUNDING, wire.funding_item, "envelope.funding_item", report),
            "causation_id": _optional(wire.causation_id, "envelope.causation_id", report),
            "correlation_id": _optional(wire.correlation_id, "envelope.correlation_id", report),
        }


def _cite_own_id(kind: EventType, envelope: dict[str, Any], fields: dict[str, Any]) -> None:
    """The id an event is about is also the id its basis needs; nobody writes it twice."""
    name = str(kind.own_id)
    if envelope[name] is None:
        envelope[name] = fields[name]


def _optional(text: str, path: str, report: Report) -> bytes | None:
    return read_uuid(text, path, report) if text else None


def _symbol(symbols: tuple[str, ...], number: int, path: str, report: Report) -> str:
    if not 0 <= number < len(symbols):
        report(path, "UNKNOWN_ENUM", "a number that this adapter's version does not know")
        return symbols[0]
    return symbols[number]
