"""What may be told in a history, type by type."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from schemas.catalogue import catalogue
from tests.unit.projections.household.story import day, uid
from tests.unit.projections.visibility.histories import (
    AGENCIES,
    CONSENTS,
    PEOPLE,
    PURPOSES,
    SHARING,
    Telling,
    cases,
    days,
    envelopes,
    fields,
    hours,
    micros,
    people,
)

About = tuple[str, ...]
Make = Callable[[st.DrawFn, About], dict[str, Any]]

_later = st.integers(day("06-05"), day("06-14"))
_agencies = st.just([*SHARING]) | st.lists(st.sampled_from(SHARING), min_size=2, unique=True)
_members = st.just([*SHARING, "MU-1"]) | st.lists(st.sampled_from(SHARING), min_size=1, unique=True)
_purposes = st.just([*PURPOSES]) | st.lists(st.sampled_from(PURPOSES), min_size=1, unique=True)
_households = st.sampled_from(("H1", "H2"))
_referrals = st.sampled_from(("F1", "F1", "F1", "F2"))


@st.composite
def telling(
    draw: st.DrawFn,
    name: str,
    make: Make = lambda _draw, _about: {},
    by: Sequence[str] = SHARING,
    seals: tuple[str, ...] = (),
    content: dict[str, Any] | None = None,
) -> Telling:
    """One event of this type by one of ``by``, about one or two people, seldom naming nobody;
    ``seals``: the field codes of its sealed parts, with ``content``."""
    event = catalogue().latest(name)
    about = draw(people)
    payload = make(draw, about)
    sealed = {
        (draw(_sealed_of(name, about)), code): content or {}
        for code in seals
        if draw(st.booleans())
    }
    names_nobody = not sealed and event.persons != "required" and not _names_people(name)
    return Telling(
        agency=draw(st.sampled_from(tuple(by))),
        name=name,
        hour=draw(hours),
        people=() if names_nobody and draw(st.integers(0, 7)) == 7 else _named(name, about),
        case=draw(_cases[event.case]),
        envelope=draw(envelopes(tuple(sorted(event.bases)), event.own_id)),
        sealed=sealed,
        payload=payload,
    )


_cases: dict[str, SearchStrategy[str | None]] = {
    "none": st.none(),
    "optional": st.none() | cases,
    "required": cases,
    "mint": cases,
    "mint_or_given": cases,
}


def _sealed_of(name: str, about: About) -> SearchStrategy[str]:
    """Whom a sealed part is about; the one value of an assertion is its person's."""
    return st.sampled_from(about[:1] if name == "AttributeAsserted" else about)


def _named(name: str, about: About) -> About:
    """A departure is about the one who left."""
    return about[:1] if name == "MemberLeft" else about


def _names_people(name: str) -> bool:
    fields_ = catalogue().latest(name).fields
    return any(f.person or any(item.person for item in f.items) for f in fields_)


def _one(_draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {"person": uid(about[0])}


def _attribute(*names: str) -> Make:
    return lambda draw, about: {
        "person": uid(about[0]),
        "attribute": draw(st.sampled_from(names)),
    }


def _consent(draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {
        "consent_id": draw(st.sampled_from(CONSENTS)),
        "person": uid(about[0]),
        "grantor": "SELF",
        "agencies": draw(_agencies),
        "field_codes": draw(fields),
        "purposes": draw(_purposes),
        "method": "WRITTEN",
        "valid_until": draw(st.sampled_from((None, None, day("06-04"), day("06-08")))),
        "compartments": draw(st.sampled_from(([], [], ["ABUSE_DV"]))),
    }


def _withdrawal(draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {
        "consent_id": draw(st.sampled_from(CONSENTS)),
        "person": uid(about[0]),
        "agencies": draw(st.sampled_from(([], ["HOK-1"], ["JIR-1"]))),
        "effective_at": micros(draw(hours)),
    }


def _referral(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {
        "referral_id": draw(_referrals),
        "to_agency": draw(st.sampled_from((*SHARING, "MU-1"))),
        "field_codes": draw(fields),
        "respond_by": draw(_later),
    }


def _answer(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"referral_id": draw(_referrals)}


def _declined(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"referral_id": draw(_referrals), "reason": "CAPACITY"}


def _household(draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {"household_id": draw(_households), "kind": "SUPPORT", "effective_on": draw(days)}


def _formed(draw: st.DrawFn, about: About) -> dict[str, Any]:
    members = [{"person": uid(person), "relationship": "OTHER_RELATIVE"} for person in about]
    return {**_household(draw, about), "members": members, "effective_on": day("06-01")}


def _left(draw: st.DrawFn, about: About) -> dict[str, Any]:
    where = draw(st.sampled_from((None, "UNDISCLOSED", "FACILITY", "OTHER_HOUSEHOLD")))
    return {**_household(draw, about), "person": uid(about[0]), "destination": where}


def _split(draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {
        **_household(draw, about),
        "new_household_id": "H3",
        "remaining": [uid(person) for person in about[1:]],
        "moving": [uid(about[0])],
    }


def _protection(draw: st.DrawFn, about: About) -> dict[str, Any]:
    others = [person for person in PEOPLE if person not in about]
    return {
        "persons": [uid(person) for person in about],
        "against": [uid(draw(st.sampled_from(others)))],
        "valid_until": draw(st.sampled_from((day("06-07"), day("06-30")))),
    }


def _lifted(draw: st.DrawFn, about: About) -> dict[str, Any]:
    persons = {name: _protection(draw, about)[name] for name in ("persons", "against")}
    return {**persons, "lifted_on": draw(days)}


def _conference(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    members = draw(_members)
    return {
        "conference_id": draw(st.sampled_from(("SC1", "SC2"))),
        "members": members,
        "confidentiality_acks": draw(st.sampled_from((members, members[:1]))),
        "closes_at": draw(st.none() | hours.map(micros)),
    }


def _council(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"council_case_id": "CC1", "category": "SUPPORT", "members": draw(_members)}


def _provided(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    return {"field_codes": ["ISSUES"], "to": draw(st.sampled_from(([], [], ["HOK-1"])))}


def _request(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    status = draw(st.sampled_from(("GRANTED", "NOT_OBTAINED", "REFUSED")))
    return {"request_id": "R1", "consent_status": status}


def _draft(draw: st.DrawFn, about: About) -> dict[str, Any]:
    cited = [{"person": uid(p), "consent_id": uid(draw(st.sampled_from(CONSENTS)))} for p in about]
    return {
        "plan_id": "PL1",
        "plan_version": 1,
        "period_end": day("06-30"),
        "subject_consents": cited,
    }


def _multilayer(draw: st.DrawFn, _about: About) -> dict[str, Any]:
    rooms = (None, uid("SC1"), uid("CC1"))
    return {
        "conference_id": "MC1",
        "plan_ids": [uid("PL1")],
        "attendees": ["CT-1"],
        "agenda": [],
        "result": draw(st.sampled_from(("ADEQUATE", "REVISE"))),
        "promoted_from": draw(st.sampled_from(rooms)),
    }


def _flag(draw: st.DrawFn, about: About) -> dict[str, Any]:
    flag = draw(st.sampled_from(("DV_IMMEDIATE", "ABUSE_UNCONFIRMED", "NO_FOOD_WATER")))
    return {"flag_id": "FL1", "flag": flag, "person": uid(about[0])}


def _assessment(_draw: st.DrawFn, about: About) -> dict[str, Any]:
    issues = [{"person": uid(person), "issues": ["DEBT"]} for person in about]
    return {"sheet_version": "1", "issues_by_person": issues, "household_size": 2}


def _linked(_draw: st.DrawFn, about: About) -> dict[str, Any]:
    return {"link_id": "L1", "refs": [uid(person) for person in about], "reason": "KEY_EQUAL"}


_INTAKE = {"channel": "VISIT", "consulter_relation": "SELF", "issues": ["DEBT"]}
_SUPPORT = {"service_code": "COUNSEL", "minutes": 30, "contact": "IN_PERSON"}
_DECIDED = {"plan_id": "PL1", "decision_date": day("06-05"), "decision_no": "1"}
_REPORT = {"kind": "DV", "received_at": micros(3)}
_EVERYBODY = tuple(a for a in AGENCIES if a != "ST-1")

_FACTS: tuple[SearchStrategy[Telling], ...] = (
    telling("ConsultationReceived", lambda *_: _INTAKE, _EVERYBODY, ("NARRATIVE",)),
    telling("SupportProvided", lambda *_: _SUPPORT, _EVERYBODY, ("NARRATIVE",)),
    telling("IssueRecorded", lambda d, a: {**_one(d, a), "issue": "DEBT"}, _EVERYBODY),
    telling(
        "AttributeAsserted",
        _attribute("NAME", "BIRTH_DATE"),
        _EVERYBODY,
        ("IDENTITY",),
        {"value": "x"},
    ),
    telling("AttributeAsserted", _attribute("ADDRESS"), _EVERYBODY, ("ADDRESS",), {"value": "x"}),
    telling("PersonRegistered", _one, SHARING, ("IDENTITY", "CONTACT"), {"attributes": []}),
    telling("AssessmentCompleted", _assessment, SHARING, ("ISSUES", "NARRATIVE"), {"findings": []}),
    telling("InformationProvided", _provided, _EVERYBODY, ("ISSUES", "SERVICES"), {"content": []}),
    telling("UrgencyFlagRaised", _flag, _EVERYBODY),
    telling("AbuseReportReceived", lambda *_: _REPORT, _EVERYBODY, ("NARRATIVE",)),
    telling("PlanDrafted", _draft, ("CT-1",), ("PLAN",), {"goals": []}),
    telling("HouseholdFormed", _formed, _EVERYBODY),
)
_GROUNDS: tuple[SearchStrategy[Telling], ...] = (
    telling("ConsentGranted", _consent),
    telling("ConsentGranted", _consent),
    telling("ConsentGranted", _consent),
    telling("ConsentWithdrawn", _withdrawal),
    telling("ReferralSent", _referral, SHARING, ("NARRATIVE",)),
    telling("ReferralSent", _referral, ("HOK-1",), ("NARRATIVE",)),
    telling("ReferralAccepted", _answer),
    telling("ReferralDeclined", _declined),
    telling("ReferralWithdrawn", _answer),
    telling("ReferralCancelled", _answer),
    telling("SupportConferenceConvened", _conference, ("MU-1",)),
    telling("ChildCouncilRegistered", _council, ("KOD-1", "MU-1")),
    telling("MultilayerConferenceConvened", _multilayer, ("CT-1",)),
    telling("SupportDecided", lambda *_: _DECIDED, ("MU-1",)),
    telling("CoordinationRequested", _request),
    telling("AddressProtectionApplied", _protection, ("MU-1",)),
    telling("AddressProtectionLifted", _lifted, ("MU-1",)),
    telling("MemberLeft", _left, _EVERYBODY),
    telling("HouseholdSplit", _split, _EVERYBODY),
    telling("PersonLinkConfirmed", _linked, ("ST-1",)),
)

noise: SearchStrategy[list[Telling]] = st.lists(st.one_of(*_FACTS, *_FACTS, *_GROUNDS), max_size=12)
"""Anything, in any order."""
