"""Rules for every event: who may write it, when it can have happened, what it must name."""

from __future__ import annotations

from functools import cache

from schemas.codes import agency_code, code_list
from services.adapter.decisions.moments import japan_day
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.submission import Submission, in_envelope
from services.adapter.refusal import Violation

CLOCK_TOLERANCE = 10 * 60 * 1_000_000
"""How far an agency's clock may run ahead of the adapter's, microseconds."""

RESTRICTED_ROLE = "RESTRICTED"
MEMBER_ROLE = "MEMBER"
PROTECTION_EVENTS = ("AddressProtectionApplied", "AddressProtectionLifted")


def agency_is_caller(said: Submission) -> Violation | None:
    """The agency is the certificate's, whatever the payload says (threat 2)."""
    if said.envelope["agency_id"] == said.caller.agency_id:
        return None
    return in_envelope(
        "agency_id",
        "AGENCY_NOT_CALLER",
        f"your certificate is {said.caller.agency_id}'s; record events of that agency only",
    )


def municipality_is_caller(said: Submission) -> Violation | None:
    """One municipality is one trust domain."""
    if said.envelope["municipality_code"] == said.caller.municipality:
        return None
    return in_envelope(
        "municipality_code",
        "MUNICIPALITY_NOT_CALLER",
        f"your certificate is for municipality {said.caller.municipality}; "
        "what goes to another travels by case transfer",
    )


def written_by_its_writer(said: Submission) -> Violation | None:
    """The catalogue says who writes an event (conference hosts, audit events)."""
    if agency_code(said.caller.agency_id) in said.event.writers:
        return None
    writers = ", ".join(sorted(said.event.writers))
    return in_envelope("agency_id", "WRONG_WRITER", f"{said.event.name} is written by {writers}")


def role_is_the_agencys(said: Submission) -> Violation | None:
    """A member of staff acts in the role of the agency; restricted officers are MU's."""
    own = own_role(said.caller.agency_id)
    role = said.envelope["actor_role"]
    if role == own or (role == RESTRICTED_ROLE and own == "MU"):
        return None
    return in_envelope("actor_role", "WRONG_ROLE", f"staff of your agency act as {own}")


def decided_in_the_municipal_role(said: Submission) -> Violation | None:
    """SupportDecided is an act of the municipality: no restricted officer takes it."""
    if said.envelope["actor_role"] == "MU":
        return None
    return in_envelope("actor_role", "WRONG_ROLE", "SupportDecided needs the role MU")


def protected_in_the_restricted_role(said: Submission) -> Violation | None:
    """支援措置 are handled by the officers named for them."""
    if said.envelope["actor_role"] == RESTRICTED_ROLE:
        return None
    return in_envelope("actor_role", "WRONG_ROLE", f"{said.event.name} needs the role RESTRICTED")


def precision_is_given(said: Submission) -> Violation | None:
    """An instant and a day are compared differently, so which it is must be said."""
    if said.envelope["occurred_precision"] != "UNKNOWN":
        return None
    return in_envelope("occurred_precision", "PRECISION_REQUIRED", "give INSTANT or DAY")


def occurred_already(said: Submission) -> Violation | None:
    """An event has happened; the agency's clock may be a little ahead."""
    latest = said.now + CLOCK_TOLERANCE
    at = said.envelope["occurred_at"]
    if at <= latest:
        return None
    if said.envelope["occurred_precision"] == "DAY" and japan_day(at) <= japan_day(latest):
        return None
    return in_envelope("occurred_at", "FUTURE", "it lies after the adapter's clock; correct it")


def recorded_already(said: Submission) -> Violation | None:
    """What was written down was written before it was sent."""
    if said.envelope["recorded_at"] <= said.now + CLOCK_TOLERANCE:
        return None
    return in_envelope("recorded_at", "FUTURE", "it lies after the adapter's clock; correct it")


def recorded_after_it_occurred(said: Submission) -> Violation | None:
    """Nothing is written down before it happens; a day without time begins at midnight."""
    recorded, occurred = said.envelope["recorded_at"], said.envelope["occurred_at"]
    if recorded >= occurred:
        return None
    if said.envelope["occurred_precision"] == "DAY" and japan_day(recorded) == japan_day(occurred):
        return None
    return in_envelope(
        "recorded_at", "RECORDED_BEFORE_OCCURRED", "it lies before occurred_at; correct either"
    )


def case_is_named(said: Submission) -> Violation | None:
    """Case work belongs to a case."""
    if said.envelope["case_id"] is not None:
        return None
    return in_envelope(
        "case_id",
        "CASE_REQUIRED",
        f"{said.event.name} belongs to a case; give the id minted at ConsultationReceived",
    )


def case_is_absent(said: Submission) -> Violation | None:
    """What belongs to no case would otherwise be drawn into one."""
    if said.envelope["case_id"] is None:
        return None
    return in_envelope("case_id", "CASE_NOT_ALLOWED", f"{said.event.name} belongs to no case")


def persons_are_named(said: Submission) -> Violation | None:
    """An event about people says which."""
    if said.envelope["person_refs"]:
        return None
    return in_envelope("persons", "PERSON_REQUIRED", f"{said.event.name} names its persons")


def persons_are_absent(said: Submission) -> Violation | None:
    """Community and resource events never name a person."""
    if not said.envelope["person_refs"]:
        return None
    return in_envelope("persons", "PERSON_NOT_ALLOWED", f"{said.event.name} never names a person")


@cache
def own_role(agency_id: str) -> str:
    """The role in which an agency's staff act."""
    code = agency_code(agency_id)
    return MEMBER_ROLE if code_list("agency").more(code, "kind") == "member" else code


RULES = (
    Rule(agency_is_caller, denies=True),
    Rule(municipality_is_caller, denies=True),
    Rule(written_by_its_writer, denies=True),
    Rule(role_is_the_agencys, denies=True),
    Rule(decided_in_the_municipal_role, on("SupportDecided"), denies=True),
    Rule(protected_in_the_restricted_role, on(*PROTECTION_EVENTS), denies=True),
    Rule(precision_is_given),
    Rule(occurred_already),
    Rule(recorded_already),
    Rule(recorded_after_it_occurred),
    Rule(case_is_named, lambda event: event.case == "required"),
    Rule(case_is_absent, lambda event: event.case == "none"),
    Rule(persons_are_named, lambda event: event.persons == "required"),
    Rule(persons_are_absent, lambda event: event.persons == "none"),
)
