"""From the facts to the finite situation on which the table decides."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from projections.stored_event import StoredEvent
from projections.visibility.consents import Asked, Consent, consent_state
from projections.visibility.decision import (
    ConsentState,
    GlassState,
    Opening,
    PackageState,
    RoomState,
    Situation,
)
from projections.visibility.packages import Package
from projections.visibility.reader import RESTRICTED, Reader
from projections.visibility.referral_grounds import accepted_consents, package_state
from projections.visibility.standing import Standing
from projections.visibility.workspaces import names_subject, room_state
from schemas.codes import agency_code
from schemas.times import to_micros

IDENTITY_STATEMENTS = ("PersonRegistered", "AttributeAsserted")
HOUSEHOLD_STATEMENTS = (
    "HouseholdFormed",
    "MemberJoined",
    "MemberLeft",
    "HouseholdSplit",
    "HouseholdMovedOut",
    "HouseholdsJoined",
    "HouseholdsJoinRevoked",
)
_COORDINATION_TEAM = "CT"
_DECISIONS = (
    "CoordinationTriaged",
    "SupportDecided",
    "RoleAssigned",
    "RoleEnded",
    "LeadAgencyChanged",
)
_LIVE = (ConsentState.LIVE, ConsentState.LIVE_ABUSE_DV)
_CITING = ("consent_id", "conference_id", "council_case_id")


class Found(NamedTuple):
    """The situation, and what it rests on."""

    situation: Situation
    consent: Consent | None
    package: Package | None


def situation_of(
    event: StoredEvent,
    person: bytes,
    field_code: str,
    reader: Reader,
    standing: Standing,
    cuts: Mapping[bytes, int],
) -> Found:
    """The situation of one field code of one person in one event, for one reader.

    ``cuts``: person → the instant (microseconds) before which consents are overridden.
    """
    envelope = event.envelope
    cut = cuts.get(person, 0)
    consent = consent_state(
        standing.consents.get(person, ()),
        asked(event.agency, reader.agency_id, field_code, reader, standing, person, cut),
    )
    package, referral = package_state(event, person, field_code, reader, standing, cut)
    opening, opened_by = _opening(event, person, field_code, reader, standing, cut)
    return Found(
        Situation(
            who=reader.code,
            own=event.agency == reader.agency_id,
            restricted=reader.role == RESTRICTED,
            basis=envelope["legal_basis"],
            compartment=_compartment(event),
            field_code=field_code,
            consent=consent.state,
            package=package,
            room=_room(event, person, reader, standing),
            opening=opening,
            glass=_glass(person, field_code, reader, standing),
            protected=person in standing.protected,
            closed=event.agency in standing.closed.agencies
            or event.case_id in standing.closed.cases
            or person in standing.closed_persons,
            cited=standing.stated_ids.issuperset(_cited(event)),
        ),
        consent.consent or opened_by,
        referral if package != PackageState.NONE else None,
    )


def asked(
    source: str,
    reading: str,
    field_code: str,
    reader: Reader,
    standing: Standing,
    person: bytes,
    cut: int,
    purpose: str | None = None,
) -> Asked:
    """The question to the consents of a person: from ``source`` to the agency ``reading``."""
    known = standing.abuse.get(person)
    return Asked(
        source=source,
        reader=reading,
        field_code=field_code,
        purpose=purpose or reader.purpose,
        now=standing.now,
        cut=cut,
        abuse_since=known.since if known else None,
        guarded=person in standing.protected,
        trusted=known.agencies if known else frozenset(),
        accepted=accepted_consents(source, reader, standing),
    )


def _compartment(event: StoredEvent) -> str:
    """That somebody is or was protected is itself protected, however it was filed."""
    if event.name in ("AddressProtectionApplied", "AddressProtectionLifted"):
        return "PROTECTED"
    compartment: str = event.envelope["compartment"]
    return compartment


def _cited(event: StoredEvent) -> Iterator[bytes]:
    """The consents, conferences and council cases an event rests on."""
    for field in _CITING:
        if event.envelope[field] is not None:
            yield event.envelope[field]
    if event.name == "ConsentWithdrawn":
        yield event.body["consent_id"]
    elif event.name == "PlanDrafted":
        for consent in event.body["subject_consents"]:
            yield consent["consent_id"]


def _room(event: StoredEvent, person: bytes, reader: Reader, standing: Standing) -> RoomState:
    if names_subject(event, person, standing.workspaces, reader, standing.now):
        return RoomState.SUBJECT
    return room_state(event, standing.workspaces, standing.promoted, reader, standing.now)


def _glass(person: bytes, field_code: str, reader: Reader, standing: Standing) -> GlassState:
    glass = reader.glass
    if glass is None or glass.person != person or field_code not in glass.field_codes:
        return GlassState.NONE
    return GlassState.LIVE if standing.now < to_micros(glass.expires_at) else GlassState.EXPIRED


def _opening(
    event: StoredEvent,
    person: bytes,
    field_code: str,
    reader: Reader,
    standing: Standing,
    cut: int,
) -> tuple[Opening, Consent | None]:
    if reader.code == "MU":
        return _opening_to_municipality(event, person, field_code, reader, standing, cut)
    if reader.code == "AB":
        known = standing.abuse.get(person)
        if known is not None and (event.case_id is None or event.case_id in known.cases):
            return Opening.ABUSE, None
    if reader.code == "ST" and event.name in (*IDENTITY_STATEMENTS, *HOUSEHOLD_STATEMENTS):
        return Opening.IDENTITY_STATEMENT, None
    if agency_code(event.agency) == "MU" and event.name in _DECISIONS:
        question = asked(
            reader.agency_id, reader.agency_id, field_code, reader, standing, person, cut
        )
        found = consent_state(standing.consents.get(person, ()), question)
        if found.state in _LIVE:
            return Opening.DECISION_MADE, found.consent
    return Opening.NONE, None


def _opening_to_municipality(
    event: StoredEvent,
    person: bytes,
    field_code: str,
    reader: Reader,
    standing: Standing,
    cut: int,
) -> tuple[Opening, Consent | None]:
    for case_id, persons in standing.decided.items():
        if person in persons and (event.case_id == case_id or _about_a_person(event)):
            consent = _seen_by_the_team(event, person, field_code, reader, standing, cut)
            if consent is not None:
                return Opening.DECISION, consent
    for case_id, (requesters, persons) in standing.requests.items():
        if event.agency not in requesters or person not in persons:
            continue
        if event.case_id == case_id and event.name == "CoordinationRequested":
            return Opening.REQUEST_ITSELF, None
        if event.case_id == case_id or _about_a_person(event):
            return Opening.REQUEST, None
    return Opening.NONE, None


def _about_a_person(event: StoredEvent) -> bool:
    return event.case_id is None and event.name in (*IDENTITY_STATEMENTS, *HOUSEHOLD_STATEMENTS)


def _seen_by_the_team(
    event: StoredEvent,
    person: bytes,
    field_code: str,
    reader: Reader,
    standing: Standing,
    cut: int,
) -> Consent | None:
    """What the municipality decides on is what the coordination team may see by consent."""
    several = standing.consents.get(person, ())
    teams = sorted(
        agency
        for consent in several
        for agency in consent.agencies
        if agency_code(agency) == _COORDINATION_TEAM
    )
    for team in teams:
        question = asked(
            event.agency, team, field_code, reader, standing, person, cut, purpose="PLAN"
        )
        found = consent_state(several, question)
        if found.state in _LIVE:
            return found.consent
    return None
