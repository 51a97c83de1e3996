"""The rules of domain section 4, one predicate each, named and cited."""

from __future__ import annotations

from collections.abc import Callable

from projections.stored_event import StoredEvent
from tests.unit.projections.visibility.oracle_consents import (
    accepted_referral_opens,
    consent_opens,
    consent_opens_abuse,
    duty_package_opens,
    package_opens,
    promoted_opens,
)
from tests.unit.projections.visibility.oracle_facts import Fact, named, subjects_of
from tests.unit.projections.visibility.oracle_world import World, cites_the_unknown, protected

OPEN = ("AGENCY", "CONSENT")
"""The compartments that consents, packages and break-glass reach."""

Rule = Callable[[World, Fact, bytes | None], bool]


def grounds(world: World, fact: Fact, person: bytes | None) -> frozenset[str]:
    """The rules that open the fact, as far as it concerns this person."""
    return frozenset(rule.__name__ for rule in RULES if rule(world, fact, person))


def own(world: World, fact: Fact, _person: bytes | None) -> bool:
    """Section 4, OWN: an agency's own records to that agency; PROTECTED only to its restricted
    role (V4)."""
    if fact.event.agency != world.reader.agency_id:
        return False
    return fact.compartment != "PROTECTED" or world.reader.role == "RESTRICTED"


def auditor(world: World, _fact: Fact, _person: bytes | None) -> bool:
    """V6: AU reads everything."""
    return desk(world) == "AU"


def abuse_desk(world: World, fact: Fact, _person: bytes | None) -> bool:
    """Section 4, ABUSE_DUTY: the report and fact-finding to the desk; never PROTECTED (V4)."""
    reached = fact.compartment == "ABUSE_DV" or fact.basis == "ABUSE_DUTY"
    return (
        desk(world) == "AB" and reached and fact.compartment != "PROTECTED" and shares(world, fact)
    )


def steward(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: ST sees identity attributes, not case content; of protected persons no address."""
    return (
        desk(world) == "ST"
        and fact.event.type.group in ("identity", "household")
        and fact.code in ("IDENTITY", "ADDRESS", "CONTACT", "HOUSEHOLD")
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
    )


def consent(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, CONSENT, and V1: named fields and purposes between agencies named together."""
    return (
        not confined(world)
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and consent_opens(world, fact, person)
    )


def consent_to_abuse(world: World, fact: Fact, person: bytes | None) -> bool:
    """V4: a later consent by the person that names ABUSE_DV and both agencies."""
    return (
        not confined(world)
        and fact.compartment == "ABUSE_DV"
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and consent_opens_abuse(world, fact, person)
    )


def promoted(world: World, fact: Fact, person: bytes | None) -> bool:
    """What was provided into a conference is taken over, as far as a live consent covers it, by a
    multilayer conference that was promoted from it."""
    return (
        not confined(world)
        and fact.compartment in ("SUPPORT_CONF", "CHILD_COUNCIL")
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and promoted_opens(world, fact, person)
    )


def package(world: World, fact: Fact, person: bytes | None) -> bool:
    """V5: a referral waiting for its answer gives its package."""
    return (
        not confined(world)
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and package_opens(world, fact, person)
    )


def accepted_referral(world: World, fact: Fact, person: bytes | None) -> bool:
    """V5: after acceptance, what the consent names."""
    return (
        not confined(world)
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and accepted_referral_opens(world, fact, person)
    )


def duty_package(world: World, fact: Fact, person: bytes | None) -> bool:
    """V5, V6: a referral under the duty to report gives its package without consent, to MU too."""
    return (
        (not confined(world) or desk(world) == "MU")
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and duty_package_opens(world, fact, person)
    )


def support_conference(world: World, fact: Fact, _person: bytes | None) -> bool:
    """Section 4, SUPPORT_CONFERENCE: inside its workspace, while open, to bound members."""
    room = world.reader.workspace
    if room is None or fact.compartment != "SUPPORT_CONF" or not shares(world, fact):
        return False
    sittings = [
        sitting
        for sitting in named(world.events, "SupportConferenceConvened")
        if sitting.body["conference_id"] == room
        and world.reader.agency_id in sitting.body["members"]
        and world.reader.agency_id in sitting.body["confidentiality_acks"]
        and sitting.envelope["occurred_at"] <= world.now
        and (sitting.body["closes_at"] is None or world.now < sitting.body["closes_at"])
    ]
    given_here = fact.event.envelope["conference_id"] == room or (
        fact.event.body.get("conference_id") == room
        and fact.event.name == "SupportConferenceConvened"
    )
    return given_here and any(addressed(world, fact, sitting) for sitting in sittings)


def child_council(world: World, fact: Fact, _person: bytes | None) -> bool:
    """Section 4, CHILD_COUNCIL: what was provided into that council case to its members."""
    room = world.reader.workspace
    if room is None or fact.compartment != "CHILD_COUNCIL" or not shares(world, fact):
        return False
    registered = [
        case
        for case in named(world.events, "ChildCouncilRegistered")
        if case.body["council_case_id"] == room
        and world.reader.agency_id in case.body["members"]
        and case.envelope["occurred_at"] <= world.now
    ]
    given_here = fact.event.envelope["council_case_id"] == room or (
        fact.event.body.get("council_case_id") == room
    )
    return given_here and any(addressed(world, fact, case) for case in registered)


def request_to_municipality(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: a request without consent opens name, issue and flag codes to MU."""
    if desk(world) != "MU" or fact.compartment not in OPEN or not shares(world, fact):
        return False
    return any(
        request.agency == fact.event.agency
        and person in subjects_of(request, world.events)
        and (
            (fact.code in ("ISSUES", "URGENCY") and fact.event.case_id == request.case_id)
            or (fact.code == "IDENTITY" and is_name(fact.event))
        )
        for request in named(world.events, "CoordinationRequested")
        if request.body["consent_status"] in ("NOT_OBTAINED", "REFUSED")
        and request.envelope["occurred_at"] <= world.now
    )


def decision(world: World, fact: Fact, person: bytes | None) -> bool:
    """V6: a plan of the case, reviewed as adequate or decided, opens its CONSENT facts to MU."""
    if desk(world) != "MU" or fact.compartment != "CONSENT" or not shares(world, fact):
        return False
    if fact.event.case_id is None or hidden_address(world, fact, person):
        return False
    drafts = [
        draft.body["plan_id"]
        for draft in named(world.events, "PlanDrafted")
        if draft.case_id == fact.event.case_id
    ]
    past = [event for event in world.events if event.envelope["occurred_at"] <= world.now]
    decided = [event.body["plan_id"] for event in named(past, "SupportDecided")]
    for review in named(past, "MultilayerConferenceConvened"):
        if review.body["result"] == "ADEQUATE":
            decided += review.body["plan_ids"]
    return not set(drafts).isdisjoint(decided)


def break_glass(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, LIFE_BODY: a few fields of one person for a while; never ABUSE_DV, PROTECTED or a
    protected person's address (V4)."""
    glass = world.reader.glass
    return (
        glass is not None
        and glass.person == person
        and fact.code in glass.field_codes
        and world.moment < glass.expires_at
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
    )


RULES: tuple[Rule, ...] = (
    own,
    auditor,
    abuse_desk,
    steward,
    consent,
    consent_to_abuse,
    promoted,
    package,
    accepted_referral,
    duty_package,
    support_conference,
    child_council,
    request_to_municipality,
    decision,
    break_glass,
)


def desk(world: World) -> str:
    """The code of the reader's agency, whose desk has the rights of V6 and section 4."""
    return world.reader.code


def confined(world: World) -> bool:
    """Whether the reader sees only what V6 names for it: AU, ST and MU."""
    return desk(world) in ("AU", "ST", "MU")


def shares(world: World, fact: Fact) -> bool:
    """UNKNOWN shares nothing (section 3), nor does what cites something nobody has stated."""
    return (
        fact.basis not in ("UNKNOWN", "NONE")
        and fact.compartment != "UNKNOWN"
        and not cites_the_unknown(world, fact.event)
    )


def hidden_address(world: World, fact: Fact, person: bytes | None) -> bool:
    """V4: the address and its proxies of a protected person."""
    return fact.code in ("ADDRESS", "CONTACT") and protected(world, person)


def addressed(world: World, fact: Fact, sitting: StoredEvent) -> bool:
    """What names its addressees is for them, who gave it, and the host."""
    to = fact.event.body.get("to") or []
    return not to or world.reader.agency_id in (*to, fact.event.agency, sitting.agency)


def is_name(event: StoredEvent) -> bool:
    """Whether it says what somebody is called."""
    return event.name == "PersonRegistered" or (
        event.name == "AttributeAsserted" and event.body["attribute"] in ("NAME", "NAME_KANA")
    )
