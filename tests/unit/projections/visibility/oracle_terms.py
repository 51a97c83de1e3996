"""What the oracle's rules are made of: desks, rooms, what may be shared at all."""

from __future__ import annotations

from projections.stored_event import StoredEvent, by_time
from schemas.times import day_of, to_days
from tests.unit.projections.visibility.oracle_consents import live_consents
from tests.unit.projections.visibility.oracle_facts import Fact, named
from tests.unit.projections.visibility.oracle_world import World, cites_the_unknown, protected

OPEN = ("AGENCY", "CONSENT")
"""The compartments that consents, packages and break-glass reach."""


def desk(world: World) -> str:
    """The code of the reader's agency, whose desk has the rights of V6 and section 4."""
    return world.reader.code


def confined(world: World) -> bool:
    """Whether the reader sees only what V6 names for it: AU and ST. A consent may name MU like any
    agency (section 4): what V6 says of MU is what it sees without one."""
    return desk(world) in ("AU", "ST")


def shares(world: World, fact: Fact) -> bool:
    """UNKNOWN shares nothing (section 3), nor does what cites something nobody has stated; that
    somebody is or was protected is for nobody else to know (V4)."""
    return (
        not fact.event.name.startswith("AddressProtection")
        and fact.basis not in ("UNKNOWN", "NONE", "AUDIT")
        and fact.compartment not in ("UNKNOWN", "NONE")
        and not cites_the_unknown(world, fact.event)
    )


def worked_on(world: World, fact: Fact, person: bytes | None) -> bool:
    """Whether it is ordinary work that may be shared at all: not said in a room, not a report of
    abuse, which have ways of their own, not a protected person's address, nor that somebody is or
    was protected, which is for nobody else to know (V4)."""
    return (
        fact.basis in ("OWN", "CONSENT", "LIFE_BODY")
        and not fact.event.name.startswith("AddressProtection")
        and fact.compartment in OPEN
        and shares(world, fact)
        and not hidden_address(world, fact, person)
    )


def hidden_address(world: World, fact: Fact, person: bytes | None) -> bool:
    """V4: the address and its proxies of a protected person; of somebody who left undisclosed,
    those from before, so that the two cannot be told apart."""
    day = to_days(day_of(fact.occurred_at))
    left = any(who == person and day < gone.body["effective_on"] for who, gone in world.departed)
    return fact.code in ("ADDRESS", "CONTACT") and (left or protected(world, person))


def rooms(world: World) -> list[StoredEvent]:
    """The conference or council case inside which the reader looks, if they may: while it is open,
    a bound member. Of two that claim one id the earlier counts."""
    claims = [
        sitting
        for sitting in named(world.events, "SupportConferenceConvened", "ChildCouncilRegistered")
        if world.reader.workspace is not None
        and world.reader.workspace
        in (sitting.body.get("conference_id"), sitting.body.get("council_case_id"))
    ]
    return [
        sitting
        for sitting in sorted(claims, key=by_time)[:1]
        if world.reader.agency_id in bound(sitting)
        and sitting.envelope["occurred_at"] <= world.now
        and (sitting.body.get("closes_at") is None or world.now < sitting.body["closes_at"])
    ]


def bound(sitting: StoredEvent) -> set[str]:
    """Who may look inside: of a conference the members who acknowledged secrecy, of a council case
    its members and whoever registered it."""
    members = set(sitting.body["members"])
    if sitting.name == "ChildCouncilRegistered":
        return members | {sitting.agency}
    return members & set(sitting.body["confidentiality_acks"])


def is_decided(world: World, case_id: bytes | None) -> bool:
    """Whether a plan of the case was found adequate or decided on."""
    return any(
        event.name == "SupportDecided" or event.body["result"] == "ADEQUATE"
        for event in named(world.events, "SupportDecided", "MultilayerConferenceConvened")
        if event.case_id == case_id
    )


def is_about_a_person(event: StoredEvent) -> bool:
    """Whether it states who somebody is or lives with, outside any case."""
    return event.case_id is None and (
        event.name in ("PersonRegistered", "AttributeAsserted") or "household_id" in event.body
    )


def team_may_see(world: World, fact: Fact, person: bytes | None) -> bool:
    """Whether a live consent opens it, for the plan, to a coordination team."""
    return person is not None and any(
        agency.startswith("CT-")
        and fact.code in one.body["field_codes"]
        and "PLAN" in one.body["purposes"]
        for one in live_consents(world, person, fact.event.agency, fact.event.agency)
        for agency in one.body["agencies"]
        if one in live_consents(world, person, fact.event.agency, agency)
    )


def addressed(world: World, fact: Fact, sitting: StoredEvent) -> bool:
    """What names its addressees is for them, who gave it, and the host."""
    to = fact.event.body.get("to") or []
    return not to or world.reader.agency_id in (*to, fact.event.agency, sitting.agency)


def is_name(event: StoredEvent) -> bool:
    """Whether it says what somebody is called."""
    return event.name == "PersonRegistered" or (
        event.name == "AttributeAsserted" and event.body["attribute"] in ("NAME", "NAME_KANA")
    )
