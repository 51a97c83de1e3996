"""Referral, standing rules: ReferralSent and ReferralRerouted; ``referral_loop`` has the rest."""

from __future__ import annotations

from schemas.codes import agency_code
from services.adapter.decisions.moments import japan_day
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.submission import Submission, in_payload
from services.adapter.refusal import Violation

_SENDINGS = on("ReferralSent", "ReferralRerouted")


def to_another_agency(said: Submission) -> Violation | None:
    """Going on alone is a screening outcome, not a referral."""
    if said.body["to_agency"] != said.caller.agency_id:
        return None
    return in_payload(
        said.body, "to_agency", "REFERRAL_TO_SELF", "name another agency, or screen as CONTINUE"
    )


def to_one_who_can_answer(said: Submission) -> Violation | None:
    """Who may send a referral may receive one; anyone else could only let it lapse."""
    if agency_code(said.body["to_agency"]) in said.event.writers:
        return None
    receivers = ", ".join(sorted(said.event.writers))
    return in_payload(
        said.body, "to_agency", "NO_RECEIVER", f"referrals are answered by {receivers}"
    )


def answer_due_after_sending(said: Submission) -> Violation | None:
    """A limit that has passed before the referral is sent can only lapse."""
    if said.body["respond_by"] >= japan_day(said.envelope["occurred_at"]):
        return None
    return in_payload(
        said.body, "respond_by", "DUE_BEFORE_SENT", "give a day on or after that of sending"
    )


def reroutes_another(said: Submission) -> Violation | None:
    """The new referral stands beside the old one, under an id of its own."""
    if said.body["parent_id"] != said.body["referral_id"]:
        return None
    return in_payload(
        said.body, "referral_id", "REROUTES_ITSELF", "mint a new id; parent_id keeps the old one"
    )


def suggests_another(said: Submission) -> Violation | None:
    """Who declines does not suggest itself."""
    if said.body["suggested_agency"] != said.caller.agency_id:
        return None
    return in_payload(
        said.body, "suggested_agency", "SUGGESTS_ITSELF", "name another agency or leave it out"
    )


RULES = (
    Rule(to_another_agency, _SENDINGS),
    Rule(to_one_who_can_answer, _SENDINGS),
    Rule(answer_due_after_sending, _SENDINGS),
    Rule(reroutes_another, on("ReferralRerouted")),
    Rule(suggests_another, on("ReferralDeclined")),
)
