"""What a package gives away, for the audit: whose fields, said by whom, by which consent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from projections.stored_event import StoredEvent
from services.transfer.packing import Packed


@dataclass(frozen=True, slots=True)
class Given:
    """Fields of one person from one agency; ``consent_id`` is None where no single consent of the
    person names that agency and field."""

    person: bytes
    source_agency: str
    consent_id: bytes | None
    field_codes: frozenset[str]


def given(packed: Packed) -> tuple[Given, ...]:
    """Everything the package tells of its persons, by person, agency and consent."""
    codes: dict[tuple[bytes, str, bytes], set[str]] = {}
    for event in packed.given:
        for person, code in _shown(event):
            if person not in packed.people:
                continue
            consent = _consent(packed, person, event.agency, code)
            codes.setdefault((person, event.agency, consent or b""), set()).add(code)
    return tuple(
        Given(person, agency, consent or None, frozenset(codes[person, agency, consent]))
        for person, agency, consent in sorted(codes)
    )


def _shown(event: StoredEvent) -> Iterator[tuple[bytes, str]]:
    for part in event.body["sealed"]:
        yield part["person_ref"], part["field_code"]
    for field in event.type.fields:
        if field.mark == "clear" and event.body.get(field.name) not in (None, []):
            for person in event.envelope["person_refs"]:
                yield person, field.field_code


def _consent(packed: Packed, person: bytes, agency: str, code: str) -> bytes | None:
    for consent in packed.relied_on:
        if consent.person == person and consent.names(agency) and code in consent.field_codes:
            return consent.consent_id
    return None
