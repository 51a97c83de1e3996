"""The view's shape, as ``protos/enishi/v1/query.proto`` spells it.

Ids are UUIDs in text, instants and days ISO 8601 in Japan time; a fact that is not known is the
empty string. Every shown value carries the ids of the events it comes from (invariant 7).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Value:
    """One shown value: what it is, who says so, since which events.

    ``redacted``: the key of its person was destroyed. ``needs_checking``: 要確認. ``person_ref``
    is empty for a value that is about no one person.
    """

    field: str
    value: str
    agency_id: str
    event_ids: tuple[str, ...]
    redacted: bool = False
    needs_checking: bool = False
    person_ref: str = ""


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """A person of the household; one whom no agency placed in a household has no ``stated_by``.

    ``joined_refs`` are all references of one known under several, ``person_ref`` among them.
    ``contradictions``: where agencies contradict each other on the person's place in the household,
    what each of them states; the fields are ``membership``, ``relationship`` and ``household``.
    """

    person_ref: str
    relationship: str
    stated_by: str
    left: bool
    left_on: str
    attributes: tuple[Value, ...]
    event_ids: tuple[str, ...]
    joined_refs: tuple[str, ...] = ()
    contradictions: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Flag:
    """An urgency flag: OPEN, RESPONDED or CLEARED; ``flag`` and its ground, which an answer cites,
    are empty until its raising arrives."""

    flag_id: str
    flag: str
    band: str
    state: str
    raised_at: str
    responded_at: str
    agency_id: str
    event_ids: tuple[str, ...]
    legal_basis: str = ""
    compartment: str = ""
    consent_id: str = ""
    conference_id: str = ""
    council_case_id: str = ""


@dataclass(frozen=True, slots=True)
class AbuseReport:
    """通報: whom it is about and by which check it was met; ``method`` and ``confirmed_at`` are
    empty while it waits. It never says who reported."""

    event_id: str
    kind: str
    received_at: str
    person_refs: tuple[str, ...]
    content: tuple[Value, ...]
    method: str
    confirmed_at: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Referral:
    """A referral: PENDING_PARENT, SENT, ACCEPTED, DECLINED, WITHDRAWN, LAPSED, INTERIM,
    CANCELLATION_REQUESTED, CANCELLED or COMPLETED. ``crossed``: 行き違い."""

    referral_id: str
    state: str
    from_agency: str
    to_agency: str
    respond_by: str
    since: str
    crossed: bool
    reason: str
    suggested_agency: str
    parent_id: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Request:
    """A coordination request: PENDING_PARENT, REQUESTED, CONFERENCE_TRACK, ACCEPTED, PLANNING,
    AWAITING_CONFERENCE, or off the queue: DECIDED, RETURNED, ADVICE_ONLY, CLOSED."""

    request_id: str
    state: str
    requested_on: str
    consent_status: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlanSubject:
    """Whose plan it is, and by which consent."""

    person_ref: str
    consent_id: str


@dataclass(frozen=True, slots=True)
class PlanAgreement:
    """Somebody agreed to this version, on a day in Japan."""

    person_ref: str
    method: str
    on: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """The newest plan: PENDING_PARENT, DRAFTED, AGREED, REVIEWED, REVISE, DECIDED, and after a
    decision REPLAN, CLOSED or SUSPENDED as monitoring and evaluation concluded. Days in Japan,
    empty where it has not come so far."""

    plan_id: str
    version: int
    state: str
    decision_no: str
    period_end: str
    goals: tuple[Value, ...]
    event_ids: tuple[str, ...]
    subjects: tuple[PlanSubject, ...] = ()
    agreements: tuple[PlanAgreement, ...] = ()
    drafted_on: str = ""
    reviewed_on: str = ""
    decided_on: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """Who does what, from ``start`` through ``end`` (days)."""

    agency_id: str
    is_lead: bool
    task: str
    start: str
    end: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One case: OPEN, SUSPENDED or CLOSED, with everything said about it.

    ``lead_claims``: where agencies name different leads and none supersedes the other, all of them.
    """

    case_id: str
    state: str
    state_since: str
    lead: Value
    agencies: tuple[Value, ...]
    issues: tuple[Value, ...]
    flags: tuple[Flag, ...]
    referrals: tuple[Referral, ...]
    requests: tuple[Request, ...]
    plan: Plan | None
    roles: tuple[Role, ...]
    event_ids: tuple[str, ...]
    contacts: tuple[Value, ...]
    after_closure: tuple[str, ...]
    lead_claims: tuple[Value, ...] = ()
    abuse_reports: tuple[AbuseReport, ...] = ()


@dataclass(frozen=True, slots=True)
class StatedConsent:
    """A consent or refusal: LIVE, PARTLY_WITHDRAWN (``agencies``: those that are left), WITHDRAWN,
    EXPIRED or REFUSED."""

    consent_id: str
    person_ref: str
    state: str
    grantor: str
    agencies: tuple[str, ...]
    field_codes: tuple[str, ...]
    purposes: tuple[str, ...]
    method: str
    since: str
    valid_until: str
    agency_id: str
    event_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One event in words, without any sealed content."""

    event_id: str
    event_type: str
    agency_id: str
    occurred_at: str
    precision: str
    legal_basis: str
    summary_ja: str
    summary_en: str
    needs_checking: bool
    case_id: str


@dataclass(frozen=True, slots=True)
class HouseholdView:
    """The whole view. ``household_id`` is empty where no agency has stated a household."""

    household_id: str
    kind: str
    members: tuple[HouseholdMember, ...]
    cases: tuple[Case, ...]
    timeline: tuple[TimelineEntry, ...]
    needs_checking: tuple[str, ...]
    as_of: str
    statement_event_ids: tuple[str, ...]
    consents: tuple[StatedConsent, ...] = ()


def marked(values: Iterable[Value], doubtful: frozenset[str]) -> tuple[Value, ...]:
    """The values, those that rest on a doubtful event marked 要確認."""
    return tuple(
        replace(value, needs_checking=True) if not doubtful.isdisjoint(value.event_ids) else value
        for value in values
    )
