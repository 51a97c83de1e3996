"""同意: which consents there are of each person, and how they stand at an instant (V1, V5)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from projections.stored_event import StoredEvent
from projections.visibility.decision import ConsentState
from schemas.times import end_of_day

REFERRAL = "REFERRAL"
ABUSE_DV = "ABUSE_DV"
SELF = "SELF"


class Withdrawal(NamedTuple):
    """``agencies``: whom it takes out, None for all; from ``effective_at`` on (microseconds)."""

    agencies: frozenset[str] | None
    effective_at: int


@dataclass(frozen=True, slots=True)
class Consent:
    """One consent of one person; instants in microseconds, ``ends_at`` exclusive."""

    consent_id: bytes
    person: bytes
    recorded_by: str
    by_self: bool
    agencies: frozenset[str]
    field_codes: frozenset[str]
    purposes: frozenset[str]
    abuse_dv: bool
    municipalities: frozenset[str]
    granted_at: int
    ends_at: int | None
    withdrawals: tuple[Withdrawal, ...]
    event_id: bytes

    def names(self, *agencies: str) -> bool:
        """Whether all these agencies are in it."""
        return self.agencies.issuperset(agencies)

    def withdrawn_for(self, now: int, *agencies: str) -> bool:
        """Whether a withdrawal in effect takes one of these agencies out."""
        return any(
            one.effective_at <= now
            and (one.agencies is None or not one.agencies.isdisjoint(agencies))
            for one in self.withdrawals
        )

    def in_time(self, now: int) -> bool:
        """Whether it has been given and has not run out."""
        return self.granted_at <= now and (self.ends_at is None or now < self.ends_at)


class ConsentFound(NamedTuple):
    """The state, and the consent it rests on."""

    state: ConsentState
    consent: Consent | None = None


def consents(
    effective: Iterable[StoredEvent], doubtful: Iterable[StoredEvent]
) -> Mapping[bytes, tuple[Consent, ...]]:
    """Every consent by person. ``doubtful``: events in conflict; of these a withdrawal counts all
    the same, because in doubt nothing is shared, and a consent does not."""
    effective = list(effective)
    withdrawals: dict[bytes, list[Withdrawal]] = {}
    for event in (*effective, *doubtful):
        if event.name == "ConsentWithdrawn":
            body = event.body
            withdrawals.setdefault(body["consent_id"], []).append(
                Withdrawal(frozenset(body["agencies"]) or None, body["effective_at"])
            )
    found: dict[bytes, list[Consent]] = {}
    for event in effective:
        if event.name == "ConsentGranted":
            consent = _consent(event, withdrawals.get(event.body["consent_id"], ()))
            found.setdefault(consent.person, []).append(consent)
    return {person: tuple(several) for person, several in found.items()}


def _consent(event: StoredEvent, withdrawals: Iterable[Withdrawal]) -> Consent:
    body = event.body
    return Consent(
        consent_id=body["consent_id"],
        person=body["person"],
        recorded_by=event.agency,
        by_self=body["grantor"] == SELF,
        agencies=frozenset(body["agencies"]),
        field_codes=frozenset(body["field_codes"]),
        purposes=frozenset(body["purposes"]),
        abuse_dv=ABUSE_DV in body["compartments"],
        municipalities=frozenset(body["municipalities"]),
        granted_at=event.envelope["occurred_at"],
        ends_at=None if body["valid_until"] is None else end_of_day(body["valid_until"]),
        withdrawals=tuple(withdrawals),
        event_id=event.event_id,
    )


class Asked(NamedTuple):
    """Between whom a fact would flow; instants in microseconds.

    ``cut``: consents given before it are overridden (V4). ``abuse_since``: the first fact of abuse
    or protection about the person, if any. ``guarded``: the person is protected, so that another
    may consent for them only through ``trusted``, the agencies that work on the abuse.
    ``accepted``: referral consents whose referral between the two was accepted.
    """

    source: str
    reader: str
    field_code: str
    purpose: str
    now: int
    cut: int
    abuse_since: int | None
    guarded: bool
    trusted: frozenset[str]
    accepted: frozenset[bytes]


_BEST_FIRST = tuple(ConsentState(name) for name in (
    "LIVE_ABUSE_DV", "LIVE", "OVERRIDDEN", "WITHDRAWN", "EXPIRED", "REFERRAL_ONLY",
    "OTHER_PURPOSE", "OTHER_FIELD", "NONE",
))  # fmt: skip


def consent_state(several: Iterable[Consent], asked: Asked) -> ConsentFound:
    """How a person's consents stand for one fact; the one that opens most, else the nearest."""
    best = ConsentFound(ConsentState.NONE)
    for consent in several:
        found = _state(consent, asked)
        if _BEST_FIRST.index(found) < _BEST_FIRST.index(best.state):
            best = ConsentFound(found, consent)
    return best


def _state(consent: Consent, asked: Asked) -> ConsentState:
    if not consent.names(asked.source, asked.reader) or consent.granted_at > asked.now:
        return ConsentState.NONE
    if consent.granted_at < asked.cut or not _may_speak(consent, asked):
        return ConsentState.OVERRIDDEN
    if consent.withdrawn_for(asked.now, asked.source, asked.reader):
        return ConsentState.WITHDRAWN
    if not consent.in_time(asked.now):
        return ConsentState.EXPIRED
    if asked.field_code not in consent.field_codes:
        return ConsentState.OTHER_FIELD
    if asked.purpose not in consent.purposes:
        only = consent.purposes == {REFERRAL}
        return ConsentState.REFERRAL_ONLY if only else ConsentState.OTHER_PURPOSE
    if asked.purpose == REFERRAL and consent.consent_id not in asked.accepted:
        return ConsentState.REFERRAL_ONLY
    later = asked.abuse_since is not None and consent.granted_at > asked.abuse_since
    return ConsentState.LIVE_ABUSE_DV if consent.abuse_dv and later else ConsentState.LIVE


def _may_speak(consent: Consent, asked: Asked) -> bool:
    """The other parent may be the one from whom a child is protected."""
    if not asked.guarded or consent.by_self:
        return True
    return consent.abuse_dv and consent.recorded_by in asked.trusted
