"""What the desks see on their own duties: abuse desk, steward, municipality (section 4, V6)."""

from __future__ import annotations

from projections.stored_event import by_time
from tests.unit.projections.visibility.oracle_consents import abuse_of, live_consents
from tests.unit.projections.visibility.oracle_facts import Fact, named, subjects_of
from tests.unit.projections.visibility.oracle_terms import (
    OPEN,
    confined,
    desk,
    hidden_address,
    is_about_a_person,
    is_decided,
    is_name,
    shares,
    team_may_see,
    worked_on,
)
from tests.unit.projections.visibility.oracle_world import World

DECIDED_ON = ("IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY", "SERVICES", "PLAN")


def abuse_desk(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, ABUSE_DUTY: the report and fact-finding to the desk; never PROTECTED (V4)."""
    return (
        desk(world) == "AB"
        and fact.compartment == "ABUSE_DV"
        and fact.basis in ("OWN", "CONSENT", "LIFE_BODY", "ABUSE_DUTY")
        and shares(world, fact)
        and not hidden_address(world, fact, person)
    )


def steward(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: ST sees identity attributes, not case content; of protected persons no address."""
    return (
        desk(world) == "ST"
        and fact.event.type.group in ("identity", "household")
        and not fact.event.name.startswith("AddressProtection")
        and fact.code in ("IDENTITY", "ADDRESS", "CONTACT", "HOUSEHOLD")
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
    )


def request_to_municipality(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: a request without consent opens itself and name, issue and flag codes to MU, until it is
    off the queue (section 6)."""
    if desk(world) != "MU" or not shares(world, fact) or hidden_address(world, fact, person):
        return False
    if fact.compartment not in (*OPEN, "SUPPORT_CONF"):
        return False
    return any(
        fact.event is request
        or (
            request.agency == fact.event.agency
            and person in subjects_of(request, world.events)
            and (fact.event.case_id == request.case_id or is_about_a_person(fact.event))
            and (
                fact.code in ("ISSUES", "URGENCY")
                or (fact.code == "IDENTITY" and is_name(fact.event))
            )
        )
        for request in named(world.events, "CoordinationRequested")
        if request.body["consent_status"] in ("NOT_OBTAINED", "REFUSED")
        and not any(
            by_time(e) > by_time(request)
            for e in named(world.events, "SupportDecided")
            if e.case_id == request.case_id
        )
    )


def decision(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: a plan of the case, reviewed as adequate or decided, opens to MU what the coordination
    team may see by consent for the plan."""
    if desk(world) != "MU" or not worked_on(world, fact, person) or fact.basis == "LIFE_BODY":
        return False
    return fact.code in DECIDED_ON and any(
        person in (one["person"] for one in draft.body["subject_consents"])
        and is_decided(world, draft.case_id)
        and (fact.event.case_id == draft.case_id or is_about_a_person(fact.event))
        and team_may_see(world, fact, person)
        for draft in named(world.events, "PlanDrafted")
    )


def decision_made(world: World, fact: Fact, person: bytes | None) -> bool:
    """What MU decided reaches the agencies that the person's consents name, though MU is none."""
    return (
        fact.event.name in ("SupportDecided", "CoordinationTriaged")
        and fact.event.agency.startswith("MU-")
        and not confined(world)
        and world.reader.purpose != "REFERRAL"
        and (fact.basis, fact.compartment) == ("CONSENT", "CONSENT")
        and worked_on(world, fact, person)
        and any(
            fact.code in one.body["field_codes"] and world.reader.purpose in one.body["purposes"]
            for one in live_consents(world, person, world.reader.agency_id, world.reader.agency_id)
        )
    )


def abuse_desk_case(world: World, fact: Fact, person: bytes | None) -> bool:
    """The desk knows whom a report of abuse is about."""
    return (
        desk(world) == "AB"
        and worked_on(world, fact, person)
        and fact.code in ("IDENTITY", "HOUSEHOLD", "ISSUES", "URGENCY")
        and person is not None
        and any(fact.event.case_id in (None, e.case_id) for e in abuse_of(world, person))
    )
