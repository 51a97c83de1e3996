"""Consent: ConsentGranted, ConsentRefused, ConsentWithdrawn.

One consent id is one asking: a later answer is a new id. A withdrawal is refused only where it
would change nothing, for it protects the person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from services.adapter.decisions.basis import guarded
from services.adapter.decisions.moments import Moment, japan_day, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation

EVERYONE = "*"
"""Stands for all agencies of a consent in ``Consent.withdrawn``."""


@dataclass(frozen=True, slots=True)
class Consent:
    """What the own stream says of one consent."""

    granted: frozenset[str] | None = None
    """The agencies it names."""
    refused: bool = False
    withdrawn: Mapping[str, int] = field(default_factory=dict)
    """By agency or EVERYONE: the earliest instant from which, microseconds."""
    last_withdrawal: Moment | None = None


def consent_to_violence_is_guarded(said: Submission) -> Violation | None:
    """A consent that opens ABUSE_DV says that there is something to open (V4)."""
    if not said.body["compartments"]:
        return None
    return guarded(said, "a consent that names ABUSE_DV")


def not_expired_when_granted(said: Submission) -> Violation | None:
    """A consent that ended before it was given was never live."""
    until = said.body["valid_until"]
    if until is None or until >= japan_day(said.envelope["occurred_at"]):
        return None
    return in_payload(
        said.body, "valid_until", "EXPIRED_WHEN_GRANTED", "give a day on or after the consent's"
    )


def granted(consent: Consent | None, body: Body) -> Consent:
    """The person agreed."""
    return replace(consent or Consent(), granted=frozenset(body["agencies"]))


def refused(consent: Consent | None, _body: Body) -> Consent:
    """The person did not agree."""
    return replace(consent or Consent(), refused=True)


def withdrawn(consent: Consent | None, body: Body) -> Consent:
    """The person took it back, for all agencies or some."""
    before = consent or Consent()
    since = dict(before.withdrawn)
    for agency in body["agencies"] or (EVERYONE,):
        since[agency] = min(since.get(agency, body["effective_at"]), body["effective_at"])
    moment = occurrence(body["envelope"])
    if before.last_withdrawal and not moment.certainly_after(before.last_withdrawal):
        moment = before.last_withdrawal
    return replace(before, withdrawn=since, last_withdrawal=moment)


def already_answered(consent: Consent | None, body: Body) -> Violation | None:
    """A consent is granted or refused once, and not after its withdrawal."""
    if consent is None:
        return None
    if consent.granted is not None:
        return _id(body, "ALREADY_GRANTED", "you recorded this consent; correct it by a revision")
    if consent.refused:
        return _id(body, "ALREADY_REFUSED", "you recorded a refusal; a later answer is a new id")
    last = consent.last_withdrawal
    if last is not None and occurrence(body["envelope"]).certainly_after(last):
        return _id(body, "ALREADY_WITHDRAWN", "you recorded its withdrawal; consent anew, new id")
    return None


def something_to_withdraw(consent: Consent | None, body: Body) -> Violation | None:
    """What was refused, or never named the agency, cannot be taken back: a wrong id is likely."""
    if consent is None:
        return None
    if consent.refused:
        return _id(
            body, "NOTHING_TO_WITHDRAW", "you recorded that it was refused; name the right consent"
        )
    if consent.granted is not None and not consent.granted.issuperset(body["agencies"]):
        named = ", ".join(sorted(consent.granted))
        return in_payload(
            body, "agencies", "NOT_IN_CONSENT", f"the consent you recorded names {named}"
        )
    return None


def already_withdrawn(consent: Consent | None, body: Body) -> Violation | None:
    """The same agencies from the same instant or later: the first withdrawal says it all."""
    if consent is None or not consent.withdrawn:
        return None
    from_when: int = body["effective_at"]
    for agency in body["agencies"] or (EVERYONE,):
        known = [consent.withdrawn[key] for key in (agency, EVERYONE) if key in consent.withdrawn]
        if not known or from_when < min(known):
            return None
    return _id(body, "ALREADY_WITHDRAWN", "you recorded this withdrawal; nothing more is needed")


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "consent_id", rule, description)


RULES = (
    Rule(consent_to_violence_is_guarded, on("ConsentGranted")),
    Rule(not_expired_when_granted, on("ConsentGranted")),
)

GRANTED = Step("consent", by("consent_id"), evolve=granted, already=already_answered)
REFUSED = Step("consent", by("consent_id"), evolve=refused, already=already_answered)
WITHDRAWN = Step(
    "consent",
    by("consent_id"),
    evolve=withdrawn,
    needs=something_to_withdraw,
    already=already_withdrawn,
)
