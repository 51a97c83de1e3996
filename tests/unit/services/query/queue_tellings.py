"""Histories of requests: what brings a case on a board, moves it there and takes it off again."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.unit.projections.household.story import day, uid
from tests.unit.projections.visibility.histories import SHARING, Telling, hours, micros
from tests.unit.projections.visibility.tellings import About, noise, telling

DESKS = ("CT-1", "MU-1", "HOK-1", "AB-1", "AU-1")
SOURCES = ("HOK-1", "JIR-1", "KOD-1", "CT-1", "MU-1", "AB-1", "ST-1", "AU-1")
_TEAM = ("CT-1",)
_ALL = (*SHARING, "AB-1")
_BY_CONSENT = {"legal_basis": "CONSENT", "compartment": "CONSENT", "consent_id": uid("C1")}


def _request(status: str, **envelope: Any) -> Telling:
    return Telling(
        "HOK-1",
        "CoordinationRequested",
        8,
        ("P1",),
        "K1",
        envelope,
        payload={"request_id": "R1", "consent_status": status},
    )


_FLAG = {"flag_id": "FL1", "flag": "LIFE_DANGER", "person": uid("P1")}
_ABUSE = {"legal_basis": "ABUSE_DUTY", "compartment": "ABUSE_DV"}
_CONSENT = {
    "consent_id": "C1",
    "person": uid("P1"),
    "grantor": "SELF",
    "agencies": ["HOK-1", "JIR-1", "CT-1"],
    "field_codes": ["IDENTITY", "HOUSEHOLD", "ISSUES", "SERVICES", "PLAN", "URGENCY"],
    "purposes": ["COORDINATION", "PLAN", "REFERRAL"],
    "method": "WRITTEN",
    "valid_until": day("06-08"),
}
_INTAKE = {"channel": "VISIT", "consulter_relation": "SELF", "issues": ["DEBT"]}
_NAME = {"person": uid("P1"), "attribute": "NAME"}
_SENT = {
    "referral_id": "F1",
    "to_agency": "JIR-1",
    "field_codes": ["ISSUES"],
    "respond_by": day("06-04"),
}
_CONSENTED = {"compartment": "CONSENT"}
_SPINE = (
    Telling("HOK-1", "ConsentGranted", 0, ("P1",), None, _CONSENTED, payload=_CONSENT),
    Telling("HOK-1", "ConsultationReceived", 1, ("P1",), "K1", payload=_INTAKE),
    Telling(
        "HOK-1",
        "AttributeAsserted",
        2,
        ("P1",),
        sealed={("P1", "IDENTITY"): {"value": "花子"}},
        case=None,
        payload=_NAME,
    ),
    _request("GRANTED", **_BY_CONSENT),
    Telling("HOK-1", "UrgencyFlagRaised", 10, ("P1",), "K1", payload=_FLAG),
)
_IN_THE_ROOM = {"compartment": "SUPPORT_CONF", "conference_id": uid("SC1")}
_WITHOUT_CONSENT = _request("NOT_OBTAINED", legal_basis="SUPPORT_CONFERENCE", **_IN_THE_ROOM)


def _of_request(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"request_id": "R1", "worker": draw(st.sampled_from(("u-a", "u-b")))}


def _triaged(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    outcomes = ("ACCEPT", "ACCEPT", "TO_SUPPORT_CONF", "RETURN")
    lead = draw(st.sampled_from(("HOK-1", "CT-1", "AB-1", None)))
    outcome = draw(st.sampled_from(outcomes))
    return {"request_id": "R1", "outcome": outcome, "lead_agency": lead}


def _override(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"request_id": "R1", "band": draw(st.sampled_from(("P2", None))), "reason": "SAFETY"}


def _withdrawal(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    agencies = draw(st.sampled_from(([], ["CT-1"])))
    when = micros(draw(hours))
    return {"consent_id": "C1", "person": uid("P1"), "agencies": agencies, "effective_at": when}


def _flagged(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"flag_id": "FL1", "response": "VISIT"}


def _unlinked(_draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {"link_id": "L1", "refs": [uid(person) for person in about], "reason": "ERROR"}


def _convened(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    members = ["HOK-1", "JIR-1", "MU-1"]
    closes_at = draw(st.none() | hours.map(micros))
    said = {"members": members, "confidentiality_acks": members, "closes_at": closes_at}
    return {"conference_id": "SC1", **said}


@st.composite
def _room(draw: st.DrawFn) -> Telling:
    """A conference that names nobody and no case: nothing but its id leads to it."""
    said = _convened(draw, ())
    ground = {"legal_basis": "SUPPORT_CONFERENCE", "compartment": "SUPPORT_CONF"}
    return Telling("MU-1", "SupportConferenceConvened", draw(hours), (), None, ground, payload=said)


_MOVES: tuple[SearchStrategy[Telling], ...] = (
    telling("CoordinationTriaged", _triaged, _TEAM),
    telling("CoordinationClaimed", _of_request, _TEAM),
    telling("PriorityOverridden", _override, _TEAM),
    telling("ConsentWithdrawn", _withdrawal, ("HOK-1",)),
    telling("UrgencyFlagResponded", _flagged, _ALL),
    telling("UrgencyFlagCleared", lambda *_: {"flag_id": "FL1", "reason": "RESOLVED"}, _ALL),
    telling("CaseClosed", lambda *_: {"reason": "GOAL_MET"}, _ALL),
    telling("CaseReopened", lambda *_: {"reason": "RELAPSE"}, _ALL),
    telling("ReferralSent", lambda *_: _SENT, ("HOK-1",)),
    telling("PersonLinkRevoked", _unlinked, ("ST-1",)),
    _room(),
)


@st.composite
def request_histories(draw: st.DrawFn) -> list[Telling]:
    """A request with much else; what is told of it may come in any order."""
    spine = [one for one in _SPINE if draw(st.integers(0, 5))]
    if draw(st.booleans()):
        spine.append(_WITHOUT_CONSENT)
    if draw(st.booleans()):
        spine.append(Telling("HOK-1", "ReferralSent", 9, ("P1",), "K1", _BY_CONSENT, payload=_SENT))
    if draw(st.integers(0, 3)) == 0:
        abuse = {**_FLAG, "flag_id": "FL2", "flag": "DV_IMMEDIATE"}
        spine.append(Telling("AB-1", "UrgencyFlagRaised", 11, ("P1",), "K1", _ABUSE, payload=abuse))
    moves = draw(st.lists(st.one_of(*_MOVES), max_size=6))
    return draw(st.permutations([*spine, *moves, *draw(noise)]))


CITING = _WITHOUT_CONSENT
"""A request to the municipality that cites a conference."""

CITED = Telling(
    "MU-1",
    "SupportConferenceConvened",
    9,
    envelope={"legal_basis": "SUPPORT_CONFERENCE", "compartment": "SUPPORT_CONF"},
    payload={
        "conference_id": "SC1",
        "members": ["HOK-1", "MU-1"],
        "confidentiality_acks": ["HOK-1", "MU-1"],
    },
)
"""That conference, which names neither the case nor the person."""

WITHDRAWN = {"legal_basis": "CONSENT", "compartment": "CONSENT"}


def case_of(name: str) -> list[Telling]:
    """Somebody of that name who consented, and for whom HOK-1 asked."""
    return [_renamed(one, name) for one in _SPINE]


def other_name() -> Telling:
    """What HOK-1's record of the first person's name says too, of somebody else."""
    return replace(
        _SPINE[2],
        people=("P9",),
        sealed={("P9", "IDENTITY"): {"value": "桃子"}},
        envelope={"source_record_id": "3"},
        payload={"person": uid("P9"), "attribute": "NAME"},
    )


def _renamed(one: Telling, name: str) -> Telling:
    """The same of another person, case, consent, request and flag."""
    ids = {uid(old + "1"): uid(old + name) for old in ("P", "C", "R", "FL")}
    ids_by_name = {old + "1": old + name for old in ("P", "C", "R", "FL")}

    def moved(value: Any) -> Any:
        return ids.get(value, value) if isinstance(value, bytes) else ids_by_name.get(value, value)

    def moved_fields(fields: dict[str, Any]) -> dict[str, Any]:
        return {
            key: value if isinstance(value, list) else moved(value) for key, value in fields.items()
        }

    return replace(
        one,
        people=tuple(map(moved, one.people)),
        case=one.case and f"K{name}",
        envelope=moved_fields(one.envelope),
        sealed={(moved(who), code): fields for (who, code), fields in one.sealed.items()},
        payload=moved_fields(one.payload),
    )
