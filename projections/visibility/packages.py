"""つなぎ: what a referral gives its recipient, and until when (V5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from projections.household.referrals import SENDINGS, referrals
from projections.household.text import id_text
from projections.stored_event import StoredEvent

_WAITING = ("SENT",)
_ACCEPTED = ("ACCEPTED", "INTERIM", "CANCELLATION_REQUESTED", "COMPLETED")


@dataclass(frozen=True, slots=True)
class Package:
    """One referral: the sender's facts about its persons, in its case or outside any, from before
    it was sent. ``state`` is that of the referral; ``sent_at`` in microseconds."""

    referral_id: bytes
    sender: str
    recipient: str
    persons: frozenset[bytes]
    case_id: bytes | None
    field_codes: frozenset[str]
    consent_id: bytes | None
    basis: str
    sent_at: int
    state: str

    @property
    def is_open(self) -> bool:
        """Whether it waits for an answer or was accepted."""
        return self.state in _WAITING or self.is_accepted

    @property
    def is_accepted(self) -> bool:
        """Whether it was accepted and not cancelled."""
        return self.state in _ACCEPTED

    def holds(self, event: StoredEvent, person: bytes, field_code: str) -> bool:
        """Whether this fact lies in the package; the sending itself does."""
        envelope = event.envelope
        if event.name in SENDINGS and event.body["referral_id"] == self.referral_id:
            return field_code == "SERVICES" or field_code in self.field_codes
        return (
            event.agency == self.sender
            and person in self.persons
            and field_code in self.field_codes
            and event.case_id in (None, self.case_id)
            and envelope["occurred_at"] <= self.sent_at
        )


def packages(effective: Iterable[StoredEvent], now: datetime) -> tuple[Package, ...]:
    """Every referral sent, with its state at ``now``."""
    effective = list(effective)
    states = {one.referral_id: one.state for one in referrals(effective, now)}
    cancelled = {
        (event.body["referral_id"], event.agency)
        for event in effective
        if event.name == "ReferralCancelled"
    }
    return tuple(
        Package(
            referral_id=event.body["referral_id"],
            sender=event.agency,
            recipient=event.body["to_agency"],
            persons=frozenset(event.envelope["person_refs"]),
            case_id=event.case_id,
            field_codes=frozenset(event.body["field_codes"]),
            consent_id=event.envelope["consent_id"],
            basis=event.envelope["legal_basis"],
            sent_at=event.envelope["occurred_at"],
            state="CANCELLED"
            if not cancelled.isdisjoint(_parties(event))
            else states[id_text(event.body["referral_id"])],
        )
        for event in effective
        if event.name in SENDINGS
    )


def _parties(sent: StoredEvent) -> set[tuple[bytes, str]]:
    """Either may have cancelled, also before there was an answer."""
    referral_id = sent.body["referral_id"]
    return {(referral_id, sent.agency), (referral_id, sent.body["to_agency"])}
