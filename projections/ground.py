"""On what an event was recorded, for whoever answers it: what is done about it cites the same."""

from __future__ import annotations

from dataclasses import dataclass

from projections.household.text import id_text
from projections.stored_event import StoredEvent


@dataclass(frozen=True, slots=True)
class Ground:
    """As the envelope says it; ids empty where there is none."""

    legal_basis: str
    compartment: str
    consent_id: str
    conference_id: str
    council_case_id: str


NO_GROUND = Ground("", "", "", "", "")
"""Where what is answered has not arrived."""


def ground_of(event: StoredEvent) -> Ground:
    """The ground of one event."""
    envelope = event.envelope
    consent, conference = envelope["consent_id"], envelope["conference_id"]
    council = envelope["council_case_id"]
    return Ground(
        envelope["legal_basis"],
        envelope["compartment"],
        id_text(consent) if consent else "",
        id_text(conference) if conference else "",
        id_text(council) if council else "",
    )
