"""Who looked at a person, and what they saw: every viewing and denial, as it was recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.trail.keys import VIEWINGS


@dataclass(frozen=True, slots=True)
class Shown:
    """Fields of one person, said by one agency, and the row of the table they rest on."""

    person: bytes
    source_agency: str
    rule: str
    basis: str
    field_codes: frozenset[str]
    consent_id: bytes | None
    conference_id: bytes | None
    council_case_id: bytes | None
    referral_id: bytes | None
    break_glass_id: bytes | None


@dataclass(frozen=True, slots=True)
class Viewed:
    """One viewing; ``at`` in microseconds."""

    event_id: bytes
    kind: str
    at: int
    viewer: str
    viewer_agency: str
    viewer_role: str
    purpose: str | None
    basis: str
    reason: str | None
    subjects: frozenset[bytes]
    cases: frozenset[bytes]
    field_codes: frozenset[str]
    shown: tuple[Shown, ...]
    source_event_ids: frozenset[bytes]
    via_links: frozenset[bytes]
    asked_for: bytes | None


def viewings(events: Iterable[StoredEvent]) -> tuple[Viewed, ...]:
    """Every viewing and denial among these events, in the order of time."""
    settled = settle(event for event in events if event.name in VIEWINGS)
    return tuple(_viewed(event) for event in settled.effective)


def _viewed(event: StoredEvent) -> Viewed:
    body = event.body
    return Viewed(
        event_id=event.event_id,
        kind=event.name,
        at=event.envelope["occurred_at"],
        viewer=body["viewer"],
        viewer_agency=body["viewer_agency"],
        viewer_role=body["viewer_role"],
        purpose=body["purpose"],
        basis=body["basis"],
        reason=body["reason"],
        subjects=frozenset(body["subjects"]),
        cases=frozenset(body["subject_cases"]),
        field_codes=frozenset(body["field_codes"]),
        shown=tuple(
            Shown(**{**ground, "field_codes": frozenset(ground["field_codes"])})
            for ground in body["grounds"]
        ),
        source_event_ids=frozenset(body["source_event_ids"]),
        via_links=frozenset(body["via_links"]),
        asked_for=body.get("asked_for"),
    )
