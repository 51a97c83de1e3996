"""Whose plan it may be: the members who consented to this agency's working on one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from protos.enishi.v1 import query_pb2
from services.console.actions.about import About, Ground

LIVE: Final = frozenset({"LIVE", "PARTLY_WITHDRAWN"})
PLANNING: Final = "PLAN"
"""The purpose that a consent names for a plan."""


_TURNS: Final = frozenset({"CaseClosed", "CaseSuspended", "CaseReopened"})


def live_consents(about: About, purpose: str = "") -> dict[str, query_pb2.StatedConsent]:
    """Person → the consent that names this agency, and this purpose if one is given; the newest
    where there are several."""
    found = [
        consent
        for consent in about.household.consents
        if consent.state in LIVE
        and about.me in consent.agencies
        and (not purpose or purpose in consent.purposes)
    ]
    return {consent.person_ref: consent for consent in sorted(found, key=lambda one: one.since)}


def consenting(about: About, purpose: str = "") -> list[tuple[str, str]]:
    """(person, name) of the members who consented, to this purpose if one is given."""
    consents = live_consents(about, purpose)
    return [
        (member.person_ref, name_of(member))
        for member in about.household.members
        if member.person_ref in consents and not member.left
    ]


def planning(about: About) -> list[tuple[str, str]]:
    """(person, name) of the members who consented to a plan."""
    return consenting(about, PLANNING)


def name_of(member: query_pb2.HouseholdMember) -> str:
    """A name that is stated, or the reference."""
    names = (v.value for v in member.attributes if v.field == "NAME" and v.value)
    return next(names, member.person_ref)


def persons(refs: Iterable[str]) -> list[dict[str, Any]]:
    """References as an event spells them."""
    return [{"personRef": ref} for ref in refs]


def people(about: About) -> list[dict[str, Any]]:
    """Whom an event about the case names: the members who consented, else whose plan it is."""
    refs = [ref for ref, _ in consenting(about)]
    plan = plan_of(about)
    if not refs and plan is not None:
        refs = [subject.person_ref for subject in plan.subjects]
    return persons(refs)


def ground_of(household: query_pb2.Household, me: str) -> Ground:
    """On what this agency records about a household: a live consent that names it; where a plan
    was put before it for a decision, that plan's; else nothing but its own work."""
    for consent in household.consents:
        if consent.state in LIVE and me in consent.agencies:
            return Ground("CONSENT", "CONSENT", consent.consent_id)
    for case in household.cases:
        for subject in case.plan.subjects:
            return Ground("CONSENT", "CONSENT", subject.consent_id)
    return Ground("OWN", "AGENCY")


def case_of(about: About) -> query_pb2.Case:
    """The case that the address names; an empty one where it is not shown."""
    found = (case for case in about.household.cases if case.case_id == about.case_id)
    return next(found, query_pb2.Case())


def plan_of(about: About) -> query_pb2.Plan | None:
    """Its newest plan, if it has one."""
    case = case_of(about)
    return case.plan if case.HasField("plan") else None


def turned_by_another(about: About) -> dict[str, Any]:
    """The envelope's reference to another agency's closing, pausing or reopening, if that is what
    the case stands on: the own stream alone would say that it is so already."""
    turns = [
        entry
        for entry in about.household.timeline
        if entry.case_id == about.case_id and entry.event_type in _TURNS
    ]
    if not turns or turns[-1].agency_id == about.me:
        return {}
    return {"causationId": turns[-1].event_id}


def has_consent(about: About) -> bool:
    """Whether anything may be recorded on a consent."""
    return about.ground.legal_basis == "CONSENT"


def has_plan(about: About) -> bool:
    """Whether there is a plan to go on with."""
    return has_consent(about) and plan_of(about) is not None
