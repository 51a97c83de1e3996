"""What an event touches: the keys a store indexes it by, cheap enough for every replayed event."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from typing import Final

from projections.people.naming import people_of
from projections.revisions import slot_of
from projections.stored_event import StoredEvent
from schemas.codec import Body

PERSON: Final = 1
CASE: Final = 2
HOUSEHOLD: Final = 3
CITED: Final = 4
"""A consent, conference or council case, at the event that others may cite; a plan, at its drafts
and at the multilayer conference that reviewed it."""
RECORD: Final = 5
"""The source record of a correction: 16 bytes of a hash of its ``slot_of``."""
LINK: Final = 6
"""A link, at the statements about it and at every event that was recorded by way of it."""
TO_AGENCY: Final = 7
"""The recipient of a referral, at its sending: 16 bytes of a hash of the agency id."""
REFERRAL: Final = 8
"""A referral, at every event that names it, and where it was sent on."""
JOINED: Final = 9
"""A person, and a link, at the confirmations and revocations about them: whoever is named must be
known by the right name, without all else that is known about them."""

STANDING: Final = 10
"""A person, at what decides who may see them: consents, protections, every fact of abuse."""
MEMBER: Final = 11
"""An agency that hosts or sits in a conference or council case, at its convening: a hash as for
``TO_AGENCY``."""

TYPE: Final = 12
"""A type of event that desks keep lists of: a hash of its name."""

Key = tuple[int, bytes]
"""A kind and 16 bytes."""

_DECIDES_WHO_MAY_SEE: Final = frozenset(
    {
        "ConsentGranted",
        "ConsentRefused",
        "ConsentWithdrawn",
        "AddressProtectionApplied",
        "AddressProtectionLifted",
    }
)
_CONVENED: Final = frozenset({"SupportConferenceConvened", "ChildCouncilRegistered"})
_COMPARTMENTED: Final = frozenset({"ABUSE_DV", "PROTECTED"})
_OF_AGENCIES: Final = frozenset({TO_AGENCY, MEMBER})

LISTED: Final = frozenset(
    {
        "CoordinationRequested",
        "UrgencyFlagRaised",
        "ReferralSent",
        "ReferralRerouted",
        "ConsentWithdrawn",
        "CaseClosed",
        "CaseTransferSent",
        "SupportDecided",
        "SupportConferenceConvened",
        "AbuseReportReceived",
        "AddressProtectionApplied",
        "AddressProtectionLifted",
        "OutreachTargetIdentified",
        "ParticipationMatched",
        "ResourceRegistered",
        "CommunityActivityHeld",
        "ResourceGapRecorded",
    }
)
"""The types of which desks keep lists or boards."""

_REFERRAL: Final = ((REFERRAL, "referral_id"),)
_LINK: Final = ((LINK, "link_id"), (JOINED, "link_id"), (JOINED, "refs"))

_PAYLOAD_KEYS: Final[dict[str, tuple[tuple[int, str], ...]]] = {
    "ConsentGranted": ((CITED, "consent_id"),),
    "SupportConferenceConvened": ((CITED, "conference_id"), (MEMBER, "members")),
    "MultilayerConferenceConvened": (
        (CITED, "conference_id"),
        (CITED, "plan_ids"),
        (CITED, "promoted_from"),
    ),
    "ChildCouncilRegistered": ((CITED, "council_case_id"), (MEMBER, "members")),
    "PlanDrafted": ((CITED, "plan_id"),),
    "HouseholdFormed": ((HOUSEHOLD, "household_id"),),
    "MemberJoined": ((HOUSEHOLD, "household_id"),),
    "MemberLeft": ((HOUSEHOLD, "household_id"),),
    "HouseholdSplit": ((HOUSEHOLD, "household_id"), (HOUSEHOLD, "new_household_id")),
    "HouseholdMovedOut": ((HOUSEHOLD, "household_id"),),
    "HouseholdsJoined": ((HOUSEHOLD, "household_id"), (HOUSEHOLD, "other_household_id")),
    "HouseholdsJoinRevoked": ((HOUSEHOLD, "household_id"), (HOUSEHOLD, "other_household_id")),
    "PersonLinkProposed": ((LINK, "link_id"),),
    "PersonLinkConfirmed": _LINK,
    "PersonLinkRevoked": _LINK,
    "EventReattributed": ((LINK, "link_id"),),
    "ReferralSent": (*_REFERRAL, (TO_AGENCY, "to_agency")),
    "ReferralRerouted": (*_REFERRAL, (REFERRAL, "parent_id"), (TO_AGENCY, "to_agency")),
    "ReferralAccepted": _REFERRAL,
    "ReferralDeclined": _REFERRAL,
    "ReferralWithdrawn": _REFERRAL,
    "ReferralCancellationRequested": _REFERRAL,
    "ReferralCancelled": _REFERRAL,
    "ReferralInterim": _REFERRAL,
    "ReferralCompleted": _REFERRAL,
    "LeadAgencyChanged": _REFERRAL,
}

NEEDS_PAYLOAD: Final = frozenset(_PAYLOAD_KEYS)
"""The event types whose keys are not all in the envelope: of every other type a body that holds
the envelope alone is enough for ``keys_of``."""


def keys_of(event: StoredEvent) -> list[Key]:
    """Every key the store must find this event by; empty for audit events (V7)."""
    body = event.body
    envelope = body["envelope"]
    if envelope["legal_basis"] == "AUDIT":
        return []
    keys = [(PERSON, person) for person in envelope["person_refs"]]
    keys += [(LINK, link_id) for link_id in envelope["via_link_ids"]]
    case_id = envelope["case_id"]
    if case_id is not None:
        keys.append((CASE, case_id))
    if envelope["source_revision"] > 1:
        keys.append(record_key(event))
    name = event.type.name
    if (
        name in _DECIDES_WHO_MAY_SEE
        or envelope["compartment"] in _COMPARTMENTED
        or envelope["legal_basis"] == "ABUSE_DUTY"
    ):
        keys += [(STANDING, person) for person in envelope["person_refs"]]
    if name in _CONVENED:
        keys.append(agency_key(MEMBER, event.agency))
    if name in LISTED:
        keys.append(type_key(name))
    keys += _payload_keys(name, body)
    return keys


def _payload_keys(name: str, body: Body) -> Iterator[Key]:
    for kind, field in _PAYLOAD_KEYS.get(name, ()):
        ids = body[field]
        if ids is not None:
            for one in ids if isinstance(ids, list) else (ids,):
                yield agency_key(kind, one) if kind in _OF_AGENCIES else (kind, one)


def agency_key(kind: int, agency_id: str) -> Key:
    """The key of an agency: of ``TO_AGENCY`` or ``MEMBER``."""
    return kind, hashlib.blake2b(agency_id.encode(), digest_size=16).digest()


@cache
def type_key(name: str) -> Key:
    """The key under which every event of a listed type is found."""
    return agency_key(TYPE, name)


def to_agency_key(agency_id: str) -> Key:
    """The key under which the referrals sent to an agency are found."""
    return agency_key(TO_AGENCY, agency_id)


def record_key(event: StoredEvent) -> Key:
    """The key under which corrections of this event's source record are found.

    A correction may name another person or case than what it corrects, so the corrected event's
    own keys would not lead to it.
    """
    text = "\0".join(slot_of(event))
    return RECORD, hashlib.blake2b(text.encode(), digest_size=16).digest()


def cited_keys(event: StoredEvent) -> list[Key]:
    """The consents, conferences and council cases this event relies on, and a draft's reviews."""
    envelope = event.envelope
    cited = [
        (CITED, envelope[field])
        for field in ("consent_id", "conference_id", "council_case_id")
        if envelope[field] is not None
    ]
    if event.type.name == "ConsentWithdrawn":
        cited.append((CITED, event.body["consent_id"]))
    if event.type.name == "PlanDrafted":
        cited.append((CITED, event.body["plan_id"]))
        cited += [(CITED, consent["consent_id"]) for consent in event.body["subject_consents"]]
    return cited


def joining_keys(event: StoredEvent) -> list[Key]:
    """By what the links are found that say who the people of this event are."""
    keys = [(JOINED, person) for person in people_of(event)]
    keys += [(JOINED, link_id) for link_id in event.envelope["via_link_ids"]]
    if event.name == "EventReattributed":
        keys.append((LINK, event.body["link_id"]))
    elif event.name in ("PersonLinkConfirmed", "PersonLinkRevoked"):
        keys.append((JOINED, event.body["link_id"]))
    return keys
