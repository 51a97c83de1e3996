"""The beginnings of histories in which one ground is surely met, for chance to add to."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.unit.projections.household.story import day, uid
from tests.unit.projections.visibility.histories import FIELDS, PURPOSES, SHARING, Telling
from tests.unit.projections.visibility.tellings import noise

OWN = {"legal_basis": "OWN", "compartment": "AGENCY"}
CONSENTED = {"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid("C1")}
ABUSE = {"legal_basis": "OWN", "compartment": "ABUSE_DV"}
PROTECTED = {"legal_basis": "OWN", "compartment": "PROTECTED"}
ROOM = {"legal_basis": "SUPPORT_CONFERENCE", "compartment": "SUPPORT_CONF"}
COUNCIL = {"legal_basis": "CHILD_COUNCIL", "compartment": "CHILD_COUNCIL"}
INTAKE = {"channel": "VISIT", "consulter_relation": "SELF", "issues": ["DEBT"]}


def intake(agency: str, who: str, hour: int, envelope: dict[str, Any] = OWN) -> Telling:
    """The agency receives somebody and opens K1."""
    return Telling(
        agency,
        "ConsultationReceived",
        hour,
        (who,),
        "K1",
        envelope,
        {(who, "NARRATIVE"): {}},
        INTAKE,
    )


def attribute(
    agency: str, who: str, name: str, hour: int, envelope: dict[str, Any] = OWN, value: str = "x"
) -> Telling:
    """The agency states one attribute."""
    code = {"NAME": "IDENTITY", "ADDRESS": "ADDRESS", "PHONE": "CONTACT"}[name]
    return Telling(
        agency,
        "AttributeAsserted",
        hour,
        (who,),
        None,
        envelope,
        {(who, code): {"value": value}},
        {"person": uid(who), "attribute": name},
    )


def consent(consent_id: str, who: str, hour: int, **more: Any) -> Telling:
    """HOK-1 records a consent to everything among the three, unless ``more`` says otherwise."""
    payload = {
        "consent_id": consent_id,
        "person": uid(who),
        "grantor": "SELF",
        "agencies": list(SHARING),
        "field_codes": list(FIELDS),
        "purposes": list(PURPOSES),
        "method": "WRITTEN",
    }
    envelope = {"legal_basis": "CONSENT", "compartment": "CONSENT"}
    return Telling("HOK-1", "ConsentGranted", hour, (who,), None, envelope, {}, payload | more)


def household(hour: int, *members: str, agency: str = "HOK-1") -> Telling:
    """The agency states that these people live together in H1."""
    payload = {
        "household_id": "H1",
        "kind": "SUPPORT",
        "members": [{"person": uid(who), "relationship": "COHABITANT"} for who in members],
        "effective_on": day("06-01"),
    }
    return Telling(agency, "HouseholdFormed", hour, members, None, OWN, {}, payload)


def provided(agency: str, hour: int, envelope: dict[str, Any]) -> Telling:
    """A member says something of P1 inside a conference or a council case."""
    payload = {"field_codes": ["ISSUES"], "to": []}
    content: dict[tuple[str, str], dict[str, Any]] = {("P1", "ISSUES"): {"content": []}}
    return Telling(agency, "InformationProvided", hour, ("P1",), "K1", envelope, content, payload)


def protection(hour: int, who: tuple[str, ...], against: str) -> Telling:
    """MU-1 protects people against somebody, for a year."""
    payload = {
        "persons": [uid(one) for one in who],
        "against": [uid(against)],
        "valid_until": day("2027-06-01"),
    }
    return Telling("MU-1", "AddressProtectionApplied", hour, who, None, PROTECTED, {}, payload)


def _told(agency: str, name: str, hour: int, envelope: dict[str, Any], **payload: Any) -> Telling:
    return Telling(agency, name, hour, ("P1",), "K1", envelope, {}, payload)


_FACTS = (
    intake("HOK-1", "P1", 0),
    attribute("HOK-1", "P1", "NAME", 0),
    attribute("HOK-1", "P1", "ADDRESS", 0),
    household(0, "P1", "P2"),
)
_REFERRED = (
    *_FACTS,
    consent("C1", "P1", 1),
    _told(
        "HOK-1",
        "ReferralSent",
        8,
        CONSENTED,
        referral_id="F1",
        to_agency="JIR-1",
        field_codes=["ISSUES", "IDENTITY"],
        respond_by=day("06-12"),
    ),
)
_CONVENED = (
    attribute("HOK-1", "P1", "NAME", 0),
    _told(
        "MU-1",
        "SupportConferenceConvened",
        4,
        ROOM,
        conference_id="SC1",
        members=["MU-1", *SHARING],
        confidentiality_acks=["MU-1", *SHARING],
    ),
    provided("JIR-1", 6, {**ROOM, "conference_id": uid("SC1")}),
)
_REGISTERED = (
    _told(
        "MU-1",
        "ChildCouncilRegistered",
        4,
        COUNCIL,
        council_case_id="CC1",
        category="SUPPORT",
        members=["MU-1", *SHARING],
    ),
    provided("JIR-1", 6, {**COUNCIL, "council_case_id": uid("CC1")}),
)


def _promoted(room: str) -> tuple[Telling, ...]:
    taken_over = _told(
        "CT-1",
        "MultilayerConferenceConvened",
        9,
        CONSENTED,
        conference_id="MC1",
        plan_ids=[],
        attendees=["CT-1"],
        agenda=[],
        result="REVISE",
        promoted_from=uid(room),
    )
    return consent("C1", "P1", 1), taken_over


_DECIDED = (
    consent("C1", "P1", 0),
    _told(
        "CT-1",
        "PlanDrafted",
        4,
        CONSENTED,
        plan_id="PL1",
        plan_version=1,
        period_end=day("06-30"),
        subject_consents=[{"person": uid("P1"), "consent_id": uid("C1")}],
    ),
    _told(
        "MU-1",
        "SupportDecided",
        9,
        CONSENTED,
        plan_id="PL1",
        decision_date=day("06-02"),
        decision_no="1",
    ),
)
_REQUESTED = (
    *_FACTS,
    _told(
        "HOK-1",
        "CoordinationRequested",
        3,
        ROOM,
        request_id="R1",
        consent_status="NOT_OBTAINED",
    ),
)
_FLED = (
    household(0, "P1", "P2"),
    attribute("HOK-1", "P2", "ADDRESS", 0),
    attribute("JIR-1", "P2", "NAME", 1),
    consent("C1", "P2", 2),
    intake("JIR-1", "P2", 16, ABUSE),
    protection(17, ("P2",), "P1"),
    consent("C2", "P2", 24, compartments=["ABUSE_DV"]),
)

SCAFFOLDS: dict[str, tuple[Telling, ...]] = {
    "nothing": (),
    "consented": (*_FACTS, consent("C1", "P1", 1)),
    "referred": _REFERRED,
    "accepted": (*_REFERRED, _told("JIR-1", "ReferralAccepted", 10, CONSENTED, referral_id="F1")),
    "duty": (
        *_FACTS,
        _told(
            "HOK-1",
            "ReferralSent",
            8,
            {"legal_basis": "ABUSE_DUTY", "compartment": "ABUSE_DV"},
            referral_id="F1",
            to_agency="MU-1",
            field_codes=["ISSUES", "IDENTITY"],
            respond_by=day("06-12"),
        ),
    ),
    "convened": _CONVENED,
    "registered": _REGISTERED,
    "promoted conference": (*_CONVENED, *_promoted("SC1")),
    "promoted council": (*_REGISTERED, *_promoted("CC1")),
    "decided": _DECIDED,
    "requested": _REQUESTED,
    "fled": _FLED,
}


@st.composite
def _begun(draw: st.DrawFn) -> list[Telling]:
    begun = SCAFFOLDS[draw(st.sampled_from(sorted(SCAFFOLDS)))]
    return [*begun, *draw(noise)]


histories: SearchStrategy[list[Telling]] = _begun()
"""What a few people went through in ten days."""
