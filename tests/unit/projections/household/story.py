"""Events as the projections read them, told in a few words and checked against the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid5

from projections.household.build import household_view
from projections.household.reach import CASE, HOUSEHOLD, PERSON, Key
from projections.household.view import Case, HouseholdView
from projections.stored_event import StoredEvent
from schemas.catalogue import EventType, catalogue
from schemas.codec import Body, codec
from schemas.times import JST, to_days, to_micros

LATER = datetime(2026, 8, 1, 12, tzinfo=JST)


def uid(name: str) -> bytes:
    """The id of that name: the same in every story."""
    return uuid5(NAMESPACE_OID, name).bytes


def text(name: str) -> str:
    """The same id as views spell it."""
    return str(UUID(bytes=uid(name)))


def day(iso: str) -> int:
    """Days since 1970 of ``2026-06-08`` or, within 2026, ``06-08``."""
    return to_days(date.fromisoformat(iso if len(iso) > 5 else f"2026-{iso}"))


def at(short: str) -> datetime:
    """``06-08 14:00`` of 2026 in Japan; nine o'clock where no time is given."""
    clock = short if " " in short else f"{short} 09:00"
    return datetime.fromisoformat(f"2026-{clock}").replace(tzinfo=JST)


class Story:
    """The events of several agencies, each with its own dense sequence."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []
        self._last: Counter[str] = Counter()

    def tell(
        self,
        agency: str,
        name: str,
        when: str = "06-01",
        /,
        *,
        people: Iterable[str] = (),
        case: str | None = "case",
        sealed: Mapping[tuple[str, str], Body] | None = None,
        envelope: Mapping[str, Any] | None = None,
        **payload: Any,
    ) -> StoredEvent:
        """Append one event. Ids may be given by name; optional payload fields may be left out."""
        self._last[agency] += 1
        sequence = self._last[agency]
        event = catalogue().latest(name)
        micros = to_micros(at(when))
        head = {
            "event_id": uid(f"{agency}/{sequence}"),
            "event_type": name,
            "municipality_code": "131016",
            "agency_id": agency,
            "source_system_id": "kiroku",
            "source_record_id": f"{sequence}",
            "source_revision": 1,
            "source_seq": 0,
            "actor_id": "u-01",
            "actor_role": "WORKER",
            "occurred_at": micros,
            "occurred_precision": "INSTANT",
            "recorded_at": micros,
            "ingested_at": micros,
            "case_id": None if case is None else uid(case),
            "person_refs": [uid(person) for person in people],
            "legal_basis": "OWN" if "OWN" in event.bases else min(event.bases),
            "consent_id": None,
            "conference_id": None,
            "council_case_id": None,
            "compartment": "AGENCY",
            "via_link_ids": [],
            "funding_item": "NONE",
            "causation_id": None,
            "correlation_id": None,
            **(envelope or {}),
        }
        body = {
            "envelope": head,
            **_defaults(event),
            **payload,
            "sealed": [_part(event, key, fields) for key, fields in (sealed or {}).items()],
        }
        body = _as_ids(event, body)
        read = codec().decode(codec().encode(event, body))
        told = StoredEvent(agency, sequence, read.type, read.body)
        self.events.append(told)
        return told

    def household(self, name: str, kind: str = "SUPPORT", **members: str) -> StoredEvent:
        """HOK-1 forms a household of people and relationships on 1 June."""
        return self.tell(
            "HOK-1",
            "HouseholdFormed",
            "06-01 08:50",
            case=None,
            people=members,
            household_id=name,
            kind=kind,
            members=[{"person": uid(p), "relationship": r} for p, r in members.items()],
            effective_on=day("06-01"),
        )

    def opened(self, agency: str = "HOK-1", when: str = "06-01", **more: Any) -> StoredEvent:
        """The agency receives P1 and opens the case."""
        fields = {"channel": "VISIT", "consulter_relation": "SELF", "issues": ["ELDERCARE"]}
        return self.tell(agency, "ConsultationReceived", when, people=["P1"], **(fields | more))

    def view(self, subject: Key | None = None, now: datetime = LATER) -> HouseholdView:
        """The view of P1, or of a given subject."""
        return household_view(subject or person("P1"), self.events, opened_plain, now)

    def case(self, now: datetime = LATER) -> Case:
        """The only case of P1's view."""
        (case,) = self.view(now=now).cases
        return case


def person(name: str) -> Key:
    """A person as a subject."""
    return PERSON, uid(name)


def household(name: str) -> Key:
    """A household as a subject."""
    return HOUSEHOLD, uid(name)


def case(name: str) -> Key:
    """A case as a subject."""
    return CASE, uid(name)


def opened_plain(_event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
    """Opens what ``Story`` put in the place of a ciphertext; epoch 0 is a destroyed key."""
    return None if part["epoch"] == 0 else codec().decode_sealed(part["ciphertext"]).body


def ids_of(*events: StoredEvent) -> tuple[str, ...]:
    """The events' ids as views spell them."""
    return tuple(str(UUID(bytes=event.event_id)) for event in events)


def _part(event: EventType, key: tuple[str, str], fields: Body) -> Body:
    who, code = key
    fields = dict(fields)
    epoch = fields.pop("epoch", 1)
    empty = {field["name"]: field.get("default") for field in (event.sealed or {})["fields"]}
    return {
        "person_ref": uid(who),
        "field_code": code,
        "epoch": epoch,
        "nonce": bytes(12),
        "ciphertext": codec().encode_sealed(event, {**empty, **fields}),
    }


def _defaults(event: EventType) -> Body:
    return {
        field["name"]: field["default"]
        for field in event.declaration["fields"]
        if field["mark"] == "clear" and "default" in field
    }


def _as_ids(event: EventType, body: Body) -> Body:
    converted = dict(body)
    for field in event.fields:
        value = body.get(field.name)
        if field.element == "jp.enishi.Uuid":
            if isinstance(value, str):
                converted[field.name] = uid(value)
            elif isinstance(value, list):
                converted[field.name] = [uid(v) if isinstance(v, str) else v for v in value]
    return converted
