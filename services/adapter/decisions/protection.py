"""支援措置: AddressProtectionApplied, AddressProtectionLifted; and AttributeAsserted under them.

Only the municipality's own stream holds a protection, so only its own slips are caught here; the
views protect whatever any agency stated (V4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from schemas.codes import agency_code
from services.adapter.decisions.basis import guarded
from services.adapter.decisions.moments import Moment, japan_day, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.standing import PROTECTION_EVENTS
from services.adapter.decisions.step import Step
from services.adapter.decisions.submission import Body, Submission, in_envelope, in_payload
from services.adapter.refusal import Violation

LEADS_TO_THE_PERSON = frozenset({"ADDRESS", "PHONE", "EMAIL", "SCHOOL", "WORKPLACE"})
"""The address and its proxies (V4)."""

_PROTECTION = on(*PROTECTION_EVENTS)


@dataclass(frozen=True, slots=True)
class Period:
    """One protection of one person."""

    applied: Moment
    until: int
    """Last day, days since 1970-01-01."""
    against: frozenset[bytes]


@dataclass(frozen=True, slots=True)
class Protection:
    """What the own stream says of one person's protection."""

    periods: tuple[Period, ...] = ()

    def holds(self, at: Moment) -> bool:
        """Whether the person was protected then; in doubt, yes."""
        return any(
            not period.applied.certainly_after(at) and at.day <= period.until
            for period in self.periods
        )


def protection_is_guarded(said: Submission) -> Violation | None:
    """That someone is protected is itself protected (V4)."""
    return guarded(said, said.event.name)


def not_against_oneself(said: Submission) -> Violation | None:
    """The counterparty is never protected by the same measure."""
    if not set(said.body["persons"]) & set(said.body["against"]):
        return None
    return in_payload(
        said.body, "against", "PROTECTED_AGAINST_SELF", "name each person on one side only"
    )


def lasts_beyond_its_start(said: Submission) -> Violation | None:
    """A protection that is over protects nobody."""
    if said.body["valid_until"] >= japan_day(said.envelope["occurred_at"]):
        return None
    return in_payload(
        said.body, "valid_until", "ENDS_BEFORE_START", "give a day on or after its application"
    )


def asserted_by_the_municipality(body: Body) -> tuple[bytes, ...]:
    """The person of an attribute, where the own stream can hold a protection at all."""
    return (body["person"],) if agency_code(body["envelope"]["agency_id"]) == "MU" else ()


def protected_persons(body: Body) -> tuple[bytes, ...]:
    """Every person a measure protects."""
    return tuple(body["persons"])


def applied(protection: Protection | None, body: Body) -> Protection:
    """The person is protected; a renewal is a period more."""
    period = Period(occurrence(body["envelope"]), body["valid_until"], frozenset(body["against"]))
    return Protection((*(protection or Protection()).periods, period))


def lifted(protection: Protection | None, body: Body) -> Protection:
    """It ends against those named; what other counterparties made necessary stays."""
    if protection is None:
        return Protection()
    named, last = frozenset(body["against"]), body["lifted_on"]
    return Protection(tuple(_lift(period, named, last) for period in protection.periods))


def address_is_protected(protection: Protection | None, body: Body) -> Violation | None:
    """What leads to a protected person lies in PROTECTED, which no consent opens."""
    if protection is None or body["attribute"] not in LEADS_TO_THE_PERSON:
        return None
    envelope = body["envelope"]
    if envelope["compartment"] == "PROTECTED" or not protection.holds(occurrence(envelope)):
        return None
    return in_envelope(
        "compartment",
        "COMPARTMENT_MISMATCH",
        f"you recorded a protection; {body['attribute']} of a protected person lies in PROTECTED",
    )


def _lift(period: Period, named: frozenset[bytes], last: int) -> Period:
    remaining = period.against - named
    if remaining:
        return replace(period, against=remaining)
    return replace(period, until=min(period.until, last))


RULES = (
    Rule(protection_is_guarded, _PROTECTION),
    Rule(not_against_oneself, _PROTECTION),
    Rule(lasts_beyond_its_start, on("AddressProtectionApplied")),
)

APPLIED = Step("protected_person", protected_persons, evolve=applied)
LIFTED = Step("protected_person", protected_persons, evolve=lifted)
ASSERTED = Step("protected_person", asserted_by_the_municipality, needs=address_is_protected)
