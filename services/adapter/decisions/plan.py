"""Plans: PlanDrafted, PlanAgreed, SupportDecided, MonitoringRecorded, EvaluationRecorded; with
RoleAssigned, LeadAgencyChanged and AssessmentCompleted, which have standing rules only.

The coordination team drafts, so its own stream holds every version; other agencies monitor plans
they never drafted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from schemas.codes import agency_code
from services.adapter.decisions.moments import Moment, japan_day, occurrence
from services.adapter.decisions.referral_loop import accepted_by_you
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation

ASSIGNERS = frozenset({"CT", "MU"})
"""Who moves the lead between others; anyone else takes it for an accepted referral only."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What the own stream says of one plan."""

    drafts: Mapping[int, frozenset[bytes]] = field(default_factory=dict)
    """By version: the subjects."""
    newest: Moment | None = None
    """When the newest version was drafted."""
    agreed: frozenset[tuple[int, bytes]] = frozenset()
    decided: frozenset[int] = frozenset()
    decision_numbers: frozenset[str] = frozenset()


def every_subject_consents(said: Submission) -> Violation | None:
    """A plan cites the consent of each of its subjects."""
    cited = {each["person"] for each in said.body["subject_consents"]}
    missing = sum(person not in cited for person in said.envelope["person_refs"])
    if not missing:
        return None
    return in_payload(
        said.body,
        "subject_consents",
        "SUBJECT_CONSENT_MISSING",
        f"{missing} of the event's subjects without a consent; name each person's consent",
    )


def subjects_are_distinct(said: Submission) -> Violation | None:
    """Two consents of one person would leave open which one carries the plan."""
    persons = [each["person"] for each in said.body["subject_consents"]]
    if len(persons) == len(set(persons)):
        return None
    return in_payload(
        said.body, "subject_consents", "SUBJECT_TWICE", "name each person once, with one consent"
    )


def period_ends_after_draft(said: Submission) -> Violation | None:
    """A plan looks ahead."""
    if said.body["period_end"] >= japan_day(said.envelope["occurred_at"]):
        return None
    return in_payload(
        said.body, "period_end", "ENDS_BEFORE_DRAFTED", "give a day on or after the draft's"
    )


def role_ends_after_start(said: Submission) -> Violation | None:
    """A role lasts from its start."""
    end = said.body["end"]
    if end is None or end >= said.body["start"]:
        return None
    return in_payload(said.body, "end", "ENDS_BEFORE_START", "give a day on or after start")


def lead_is_taken_for_oneself(said: Submission) -> Violation | None:
    """An agency may take the lead itself, never give it to another."""
    if _assigns(said.caller.agency_id) or said.body["lead_agency"] == said.caller.agency_id:
        return None
    return in_payload(
        said.body,
        "lead_agency",
        "LEAD_OF_ANOTHER",
        f"{said.caller.agency_id} may name itself only; CT or MU moves the lead between others",
    )


def lead_is_taken_for_a_referral(said: Submission) -> Violation | None:
    """An agency takes the lead of what was referred to it."""
    if _assigns(said.caller.agency_id) or said.body["referral_id"] is not None:
        return None
    return in_payload(
        said.body,
        "referral_id",
        "REFERRAL_REQUIRED",
        "name the referral you accepted; without one, CT or MU moves the lead",
    )


def household_is_counted(said: Submission) -> Violation | None:
    """A household has someone in it."""
    if said.body["household_size"] > 0:
        return None
    return in_payload(said.body, "household_size", "NOT_POSITIVE", "count at least one person")


def referral_taken_over(body: Body) -> tuple[bytes, ...]:
    """The referral for which an agency takes the lead itself."""
    if _assigns(body["envelope"]["agency_id"]) or body["referral_id"] is None:
        return ()
    return (body["referral_id"],)


def drafted(plan: Plan | None, body: Body) -> Plan:
    """A version is on the table."""
    before, version = plan or Plan(), body["plan_version"]
    subjects = frozenset(each["person"] for each in body["subject_consents"])
    newest = version >= max(before.drafts, default=0)
    return replace(
        before,
        drafts={**before.drafts, version: subjects},
        newest=occurrence(body["envelope"]) if newest else before.newest,
    )


def agreed(plan: Plan | None, body: Body) -> Plan:
    """A person agreed to a version."""
    before = plan or Plan()
    return replace(before, agreed=before.agreed | {(body["plan_version"], body["person"])})


def decided(plan: Plan | None, body: Body) -> Plan:
    """The municipality decided a version."""
    before, version = plan or Plan(), body["plan_version"]
    return replace(
        before,
        decided=before.decided if version is None else before.decided | {version},
        decision_numbers=before.decision_numbers | {body["decision_no"]},
    )


def already_drafted(plan: Plan | None, body: Body) -> Violation | None:
    """Versions count up from 1, one by one."""
    drafts, version = (plan or Plan()).drafts, body["plan_version"]
    following = max(drafts, default=0) + 1
    if version == following:
        return None
    rule = "ALREADY_DRAFTED" if version in drafts else "VERSION_NOT_NEXT"
    return in_payload(body, "plan_version", rule, f"the next version of this plan is {following}")


def drafted_by_you(plan: Plan | None, body: Body) -> Violation | None:
    """A person agrees to a version that exists, as one of its subjects."""
    subjects = (plan or Plan()).drafts.get(body["plan_version"])
    if subjects is None:
        return in_payload(
            body, "plan_version", "NOT_DRAFTED_BY_YOU", "your stream holds no draft of this version"
        )
    if body["person"] in subjects:
        return None
    return in_payload(
        body, "person", "NOT_A_SUBJECT", "the draft does not name this person; draft a new version"
    )


def already_agreed(plan: Plan | None, body: Body) -> Violation | None:
    """One person agrees once to a version, and not to one that a newer has replaced."""
    state, version = plan or Plan(), body["plan_version"]
    if (version, body["person"]) in state.agreed:
        return in_payload(body, "person", "ALREADY_AGREED", "you recorded this agreement")
    newest = max(state.drafts, default=version)
    late = state.newest and not occurrence(body["envelope"]).certainly_after(state.newest)
    if version == newest or late:
        return None
    return in_payload(
        body, "plan_version", "ALREADY_REPLACED", f"version {newest} replaced it; agree to that"
    )


def already_decided(plan: Plan | None, body: Body) -> Violation | None:
    """One decision per version, one number per decision."""
    if plan is None:
        return None
    if body["plan_version"] in plan.decided:
        return in_payload(
            body, "plan_version", "ALREADY_DECIDED", "you decided this version; revise the decision"
        )
    if body["decision_no"] in plan.decision_numbers:
        return in_payload(
            body, "decision_no", "ALREADY_DECIDED", "this number decided the plan before"
        )
    return None


def drafter_knows_the_plan(plan: Plan | None, body: Body) -> Violation | None:
    """The coordination team monitors its own plans; other agencies need not know them."""
    if agency_code(body["envelope"]["agency_id"]) != "CT" or (plan is not None and plan.drafts):
        return None
    return in_payload(
        body, "plan_id", "NOT_DRAFTED_BY_YOU", "your stream holds no draft of it; name your plan"
    )


def _assigns(agency_id: str) -> bool:
    return agency_code(agency_id) in ASSIGNERS


RULES = (
    Rule(every_subject_consents, on("PlanDrafted")),
    Rule(subjects_are_distinct, on("PlanDrafted")),
    Rule(period_ends_after_draft, on("PlanDrafted")),
    Rule(role_ends_after_start, on("RoleAssigned")),
    Rule(lead_is_taken_for_oneself, on("LeadAgencyChanged")),
    Rule(lead_is_taken_for_a_referral, on("LeadAgencyChanged")),
    Rule(household_is_counted, on("AssessmentCompleted")),
)

DRAFTED = Step("plan", by("plan_id"), evolve=drafted, already=already_drafted)
AGREED = Step("plan", by("plan_id"), evolve=agreed, needs=drafted_by_you, already=already_agreed)
DECIDED = Step("plan", by("plan_id"), evolve=decided, already=already_decided)
FOLLOWED = Step("plan", by("plan_id"), needs=drafter_knows_the_plan)
LEAD_TAKEN = Step("referral", referral_taken_over, needs=accepted_by_you)
