"""The adapter's rules as one table, and the four questions the intake asks of it.

``STANDING`` are the rules an event is held to by itself, ``STEPS`` what it means to the entities
of the agency's own stream; an event without steps is judged by itself alone. Each rule stands in
the file of its group, under a name that says what it demands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from typing import Any

from schemas.catalogue import EventType, catalogue
from schemas.times import to_micros
from services.adapter.decisions import (
    abuse,
    audit,
    basis,
    case,
    community,
    conference,
    consent,
    coordination,
    household,
    identity,
    intake,
    participation,
    plan,
    protection,
    referral,
    referral_loop,
    standing,
    transfer,
    urgency,
)
from services.adapter.decisions.rule import Rule
from services.adapter.decisions.step import Step, Verdict, unchanged
from services.adapter.decisions.submission import Body, Submission
from services.adapter.refusal import Refused, Violation
from services.caller import Caller

EntityKey = tuple[str, bytes]
"""Kind and id of one entity of the agency's own stream."""

StateOf = Callable[[EntityKey], Any | None]
"""The state of an entity, or None where the own stream knows nothing of it."""

STANDING: tuple[Rule, ...] = (
    *standing.RULES,
    *basis.RULES,
    *intake.RULES,
    *urgency.RULES,
    *consent.RULES,
    *referral.RULES,
    *coordination.RULES,
    *conference.RULES,
    *plan.RULES,
    *transfer.RULES,
    *participation.RULES,
    *abuse.RULES,
    *identity.RULES,
    *household.RULES,
    *protection.RULES,
    *audit.RULES,
)

STEPS: Mapping[str, tuple[Step[Any], ...]] = {
    "ConsultationReceived": (),
    "ScreeningDecided": (),
    "IssueRecorded": (),
    "UrgencyFlagRaised": (urgency.RAISED,),
    "UrgencyFlagResponded": (urgency.RESPONDED,),
    "UrgencyFlagCleared": (urgency.CLEARED,),
    "ConsentGranted": (consent.GRANTED,),
    "ConsentRefused": (consent.REFUSED,),
    "ConsentWithdrawn": (consent.WITHDRAWN,),
    "ReferralSent": (referral_loop.SENT,),
    "ReferralRerouted": (referral_loop.SENT, referral_loop.REROUTED),
    "ReferralAccepted": (referral_loop.ANSWERED,),
    "ReferralDeclined": (referral_loop.ANSWERED,),
    "ReferralWithdrawn": (referral_loop.WITHDRAWN,),
    "ReferralCancellationRequested": (referral_loop.CANCELLATION_REQUESTED,),
    "ReferralCancelled": (referral_loop.CANCELLED,),
    "ReferralInterim": (referral_loop.INTERIM,),
    "ReferralCompleted": (referral_loop.COMPLETED,),
    "CoordinationRequested": (coordination.REQUESTED,),
    "CoordinationTriaged": (coordination.TRIAGED,),
    "CoordinationClaimed": (coordination.CLAIMED,),
    "CoordinationReleased": (coordination.RELEASED,),
    "PriorityOverridden": (coordination.OVERRIDDEN,),
    "SupportConferenceConvened": (conference.CONVENED,),
    "InformationRequested": (conference.TOLD_IN_CONFERENCE, conference.TOLD_IN_COUNCIL),
    "InformationProvided": (conference.TOLD_IN_CONFERENCE, conference.TOLD_IN_COUNCIL),
    "ChildCouncilRegistered": (conference.REGISTERED,),
    "MultilayerConferenceConvened": (conference.HELD,),
    "AssessmentCompleted": (),
    "PlanDrafted": (plan.DRAFTED,),
    "PlanAgreed": (plan.AGREED,),
    "SupportDecided": (plan.DECIDED,),
    "RoleAssigned": (),
    "RoleEnded": (),
    "LeadAgencyChanged": (plan.LEAD_TAKEN,),
    "SupportProvided": (),
    "MonitoringRecorded": (plan.FOLLOWED,),
    "EvaluationRecorded": (plan.FOLLOWED,),
    "CaseClosed": (case.TURNED,),
    "CaseSuspended": (case.TURNED,),
    "CaseReopened": (case.TURNED,),
    "CaseTransferSent": (transfer.SENT,),
    "CaseTransferAcknowledged": (transfer.ACKNOWLEDGED,),
    "OutreachTargetIdentified": (),
    "ContactAttempted": (),
    "ParticipationMatched": (participation.MATCHED,),
    "ParticipationFollowedUp": (participation.FOLLOWED_UP,),
    "ResourceRegistered": (community.REGISTERED,),
    "ResourceGapRecorded": (),
    "CommunityActivityHeld": (),
    "AbuseReportReceived": (),
    "SafetyConfirmed": (),
    "PersonRegistered": (),
    "AttributeAsserted": (protection.ASSERTED,),
    "PersonLinkProposed": (identity.PROPOSED,),
    "PersonLinkConfirmed": (identity.CONFIRMED,),
    "PersonLinkRevoked": (identity.REVOKED,),
    "EventReattributed": (),
    "HouseholdFormed": (household.FORMED,),
    "MemberJoined": (household.STATED,),
    "MemberLeft": (household.STATED,),
    "HouseholdSplit": (household.STATED, household.SPLIT_OFF),
    "HouseholdMovedOut": (household.MOVED_OUT,),
    "HouseholdsJoined": (household.JOINED,),
    "HouseholdsJoinRevoked": (household.JOIN_REVOKED,),
    "AddressProtectionApplied": (protection.APPLIED,),
    "AddressProtectionLifted": (protection.LIFTED,),
    "RecordViewed": (),
    "DisclosureMade": (),
    "AccessDenied": (),
    "BreakGlassUsed": (audit.USED,),
    "BreakGlassReviewed": (audit.REVIEWED,),
    "DisclosureRequested": (),
    "BreachSuspected": (),
    "ReportFrozen": (audit.FROZEN,),
    "SourceHeartbeat": (),
    "CatchUpCompleted": (),
    "KeyDestroyed": (),
}


def check_standing(body: Body, caller: Caller, now: datetime) -> None:
    """Everything that can be judged without the stream. Raises Refused with all violations.

    PERMISSION_DENIED where one of them is who may write, otherwise INVALID_ARGUMENT. Raises
    UnknownEventType for a type that is not in the catalogue.
    """
    envelope = body["envelope"]
    event, rules = _standing_rules(envelope["event_type"])
    said = Submission(event, envelope, body, caller, to_micros(now))
    broken = [
        (violation, rule.denies) for rule in rules if (violation := rule.check(said)) is not None
    ]
    if broken:
        denied = any(denies for _, denies in broken)
        raise Refused.of(
            [violation for violation, _ in broken],
            "PERMISSION_DENIED" if denied else "INVALID_ARGUMENT",
        )


def entities(body: Body) -> tuple[EntityKey, ...]:
    """The entities whose state this event changes, each once: those to store it under."""
    named = (
        (step.kind, key)
        for step in STEPS[body["envelope"]["event_type"]]
        if step.evolve is not unchanged
        for key in step.keys(body)
    )
    return tuple(dict.fromkeys(named))


def decide(body: Body, state_of: StateOf, *, revises: bool) -> Verdict:
    """Whether the own stream allows the event. Raises Refused, FAILED_PRECONDITION.

    ``revises``: a record with the same key (agency, source system, record, event type) is already
    in the stream, at a lower, a higher or (in conflict) the same revision.
    """
    verdict = Verdict.ACCEPTED
    broken: list[Violation] = []
    for step in STEPS[body["envelope"]["event_type"]]:
        for key in step.keys(body):
            state = state_of((step.kind, key))
            violation = step.violation(state, body, revises=revises)
            if violation is not None:
                broken.append(violation)
            elif step.crossed(state, body):
                verdict = Verdict.CROSSED
    if broken:
        raise Refused.of(broken, "FAILED_PRECONDITION")
    return verdict


def evolve(body: Body, state_of: StateOf) -> tuple[tuple[EntityKey, Any], ...]:
    """The states that the event leaves behind, to be put in place of those ``state_of`` gave."""
    return tuple(
        ((step.kind, key), step.evolve(state_of((step.kind, key)), body))
        for step in STEPS[body["envelope"]["event_type"]]
        if step.evolve is not unchanged
        for key in step.keys(body)
    )


@cache
def _standing_rules(name: str) -> tuple[EventType, tuple[Rule, ...]]:
    event = catalogue().latest(name)
    return event, tuple(rule for rule in STANDING if rule.applies(event))
