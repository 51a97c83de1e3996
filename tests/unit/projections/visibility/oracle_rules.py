"""The rules of domain section 4, one predicate each, named and cited."""

from __future__ import annotations

from collections.abc import Callable

from projections.visibility.policy import policy
from tests.unit.projections.visibility.oracle_consents import (
    accepted_referral_opens,
    cited_consents,
    consent_opens,
    consent_opens_abuse,
    duty_package_opens,
    package_opens,
    promoted_opens,
)
from tests.unit.projections.visibility.oracle_desks import (
    abuse_desk,
    abuse_desk_case,
    decision,
    decision_made,
    request_to_municipality,
    steward,
)
from tests.unit.projections.visibility.oracle_facts import Fact, named
from tests.unit.projections.visibility.oracle_terms import (
    OPEN,
    addressed,
    confined,
    desk,
    hidden_address,
    is_name,
    rooms,
    shares,
    worked_on,
)
from tests.unit.projections.visibility.oracle_world import World

Rule = Callable[[World, Fact, bytes | None], bool]


def grounds(world: World, fact: Fact, person: bytes | None) -> frozenset[str]:
    """The rules that open the fact, as far as it concerns this person."""
    return frozenset(rule.__name__ for rule in RULES if rule(world, fact, person))


def own(world: World, fact: Fact, _person: bytes | None) -> bool:
    """Section 4, OWN: an agency's own records to that agency; PROTECTED only to its restricted
    role (V4)."""
    if fact.event.agency != world.reader.agency_id:
        return False
    guarded = fact.compartment == "PROTECTED" or fact.event.name.startswith("AddressProtection")
    return not guarded or world.reader.role == "RESTRICTED"


def auditor(world: World, _fact: Fact, _person: bytes | None) -> bool:
    """V6: AU reads everything."""
    return desk(world) == "AU"


def consent(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, CONSENT, and V1: named fields and purposes between agencies named together."""
    return (
        not confined(world)
        and worked_on(world, fact, person)
        and consent_opens(world, fact, person)
    )


def consent_to_abuse(world: World, fact: Fact, person: bytes | None) -> bool:
    """V4: a later consent by the person that names ABUSE_DV and both agencies."""
    return (
        not confined(world)
        and fact.compartment == "ABUSE_DV"
        and fact.basis in ("OWN", "CONSENT", "LIFE_BODY", "ABUSE_DUTY")
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
        and worked_on(world, fact, person)
        and package_opens(world, fact, person)
    )


def accepted_referral(world: World, fact: Fact, person: bytes | None) -> bool:
    """V5: after acceptance, what the consent names."""
    return (
        not confined(world)
        and worked_on(world, fact, person)
        and accepted_referral_opens(world, fact, person)
    )


def duty_package(world: World, fact: Fact, person: bytes | None) -> bool:
    """V5, V6: a referral under the duty to report gives its package without consent, to the abuse
    desk and MU only (section 4)."""
    return (
        desk(world) in ("AB", "MU")
        and fact.compartment in (*OPEN, "ABUSE_DV")
        and fact.basis in ("OWN", "CONSENT", "LIFE_BODY", "ABUSE_DUTY")
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and duty_package_opens(world, fact, person)
    )


def support_conference(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, SUPPORT_CONFERENCE: inside its workspace, while open, to bound members."""
    lies = (fact.basis, fact.compartment) == ("SUPPORT_CONFERENCE", "SUPPORT_CONF")
    return lies and _said_in_the_room(world, fact, person, "conference_id")


def child_council(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, CHILD_COUNCIL: what was provided into that council case to its members."""
    lies = (fact.basis, fact.compartment) == ("CHILD_COUNCIL", "CHILD_COUNCIL")
    return lies and _said_in_the_room(world, fact, person, "council_case_id")


def _said_in_the_room(world: World, fact: Fact, person: bytes | None, cited: str) -> bool:
    said_in = fact.event.envelope[cited] or fact.event.body.get(cited)
    return (
        said_in == world.reader.workspace
        and shares(world, fact)
        and not hidden_address(world, fact, person)
        and any(
            addressed(world, fact, sitting) for sitting in rooms(world) if cited in sitting.body
        )
    )


def referral_loop(world: World, fact: Fact, person: bytes | None) -> bool:
    """The other side of a referral hears what became of it, as long as its ground holds."""
    return (
        fact.event.name.startswith("Referral")
        and fact.event.name not in ("ReferralSent", "ReferralRerouted")
        and fact.code == "SERVICES"
        and fact.basis in ("CONSENT", "ABUSE_DUTY")
        and fact.compartment in (*OPEN, "ABUSE_DV")
        and shares(world, fact)
        and any(
            {world.reader.agency_id, fact.event.agency} == {sent.agency, sent.body["to_agency"]}
            and is_the_senders(fact.event.name) <= (fact.event.agency == sent.agency)
            and is_the_recipients(fact.event.name) <= (fact.event.agency != sent.agency)
            and (
                sent.envelope["legal_basis"] == "ABUSE_DUTY" or cited_consents(world, sent, person)
            )
            for sent in named(world.events, "ReferralSent", "ReferralRerouted")
            if sent.body["referral_id"] == fact.event.body["referral_id"]
        )
    )


def is_the_senders(name: str) -> bool:
    """Whether only the sender of a referral may say so."""
    return name == "ReferralWithdrawn"


def is_the_recipients(name: str) -> bool:
    """Whether only the recipient of a referral may say so."""
    return name in ("ReferralAccepted", "ReferralDeclined", "ReferralInterim", "ReferralCompleted")


def name_in_the_room(world: World, fact: Fact, person: bytes | None) -> bool:
    """Whoever sits in a conference knows of whom they speak, as a fellow member registered them."""
    return (
        is_name(fact.event)
        and fact.code == "IDENTITY"
        and worked_on(world, fact, person)
        and any(
            person in sitting.envelope["person_refs"]
            and fact.event.agency in sitting.body["members"]
            for sitting in rooms(world)
        )
    )


def break_glass(world: World, fact: Fact, person: bytes | None) -> bool:
    """Section 4, LIFE_BODY: a few fields of one person for a while; never ABUSE_DV, PROTECTED or a
    protected person's address (V4)."""
    glass = world.reader.glass
    return (
        glass is not None
        and glass.person == person
        and fact.code in glass.field_codes & policy().break_glass_field_codes
        and world.moment < glass.expires_at
        and worked_on(world, fact, person)
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
    decision_made,
    referral_loop,
    abuse_desk_case,
    name_in_the_room,
    break_glass,
)
