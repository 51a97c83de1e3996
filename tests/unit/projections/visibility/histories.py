"""Histories of a small municipality in which consents, rooms, referrals and protections meet.

Few people, agencies and ids, so that citations hit. Every telling is one row that hypothesis can
drop; ``history`` settles corrections and conflicts, as every reader of events does first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.reader import Glass, Reader
from schemas.times import to_micros
from tests.unit.projections.household.story import Story, at, day, uid

AGENCIES = ("HOK-1", "JIR-1", "KOD-1", "CT-1", "MU-1", "AB-1", "ST-1")
SHARING = ("HOK-1", "JIR-1", "CT-1")
READERS = (*AGENCIES, "OR-1", "AU-1")
PEOPLE = ("P1", "P2", "P3")
CASES = ("K1", "K2")
CONSENTS = ("C1", "C1", "C1", "C2", "C3")
FIELDS = ("IDENTITY", "ADDRESS", "CONTACT", "HOUSEHOLD", "ISSUES", "SERVICES", "NARRATIVE", "PLAN")
PURPOSES = ("COORDINATION", "REFERRAL", "PLAN", "TRANSFER")
LAST_HOUR = 79

CITES = {
    "CONSENT": ("consent_id", CONSENTS),
    "SUPPORT_CONFERENCE": ("conference_id", ("SC1", "SC1", "SC2")),
    "CHILD_COUNCIL": ("council_case_id", ("CC1",)),
}
LIES_IN = {
    "OWN": "AGENCY",
    "CONSENT": "CONSENT",
    "SUPPORT_CONFERENCE": "SUPPORT_CONF",
    "CHILD_COUNCIL": "CHILD_COUNCIL",
    "ABUSE_DUTY": "ABUSE_DV",
    "LIFE_BODY": "AGENCY",
}


@dataclass(frozen=True)
class Telling:
    """One event to be told: what ``Story.tell`` takes."""

    agency: str
    name: str
    hour: int
    people: tuple[str, ...] = ()
    case: str | None = None
    envelope: dict[str, Any] = field(default_factory=dict)
    sealed: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    payload: dict[str, Any] = field(default_factory=dict)


def moment(hour: int) -> str:
    """Eight hours a day from 1 June, as ``Story`` spells moments."""
    return f"06-{1 + hour // 8:02} {9 + hour % 8:02}:00"


def told(tellings: Sequence[Telling]) -> list[StoredEvent]:
    """The events, every one of them, in the order told."""
    story = Story()
    for one in tellings:
        story.tell(
            one.agency,
            one.name,
            moment(one.hour),
            people=one.people,
            case=one.case,
            envelope=one.envelope,
            sealed=one.sealed,
            **one.payload,
        )
    return story.events


def effective(tellings: Sequence[Telling], hour: int = LAST_HOUR) -> tuple[StoredEvent, ...]:
    """The events that have happened by then and count (I8); one referral is sent once."""
    past = sorted((one for one in tellings if one.hour <= hour), key=lambda one: one.hour)
    sent: set[str] = set()
    kept = []
    for one in past:
        referral = one.payload.get("referral_id", "") if one.name == "ReferralSent" else ""
        if referral not in sent:
            kept.append(one)
        sent |= {referral} - {""}
    return settle(told(kept)).effective


hours = st.integers(0, LAST_HOUR)
people = st.sampled_from((("P1",), ("P1",), ("P1",), ("P2",), ("P1", "P2"), ("P2", "P3")))
cases = st.sampled_from(CASES)
fields = st.just(list(FIELDS)) | st.lists(st.sampled_from(FIELDS), min_size=1, unique=True)
nows = st.sampled_from((LAST_HOUR + 1, LAST_HOUR + 1, 60, 40)) | hours
"""When somebody looks: mostly at the end."""
days = st.integers(day("06-01"), day("06-12"))
agencies = st.sampled_from(AGENCIES)


@st.composite
def envelopes(draw: st.DrawFn, bases: tuple[str, ...], own: str | None = None) -> dict[str, Any]:
    """A basis, what it cites, where it lies; sometimes guarded, seldom UNKNOWN or misplaced."""
    basis = draw(st.sampled_from(bases))
    compartment = LIES_IN.get(basis, "NONE")
    odd = draw(st.sampled_from(("",) * 12 + ("ABUSE_DV",) * 3 + ("PROTECTED", "basis", "place")))
    if odd in ("ABUSE_DV", "PROTECTED"):
        compartment = odd
    envelope: dict[str, Any] = {}
    if basis in CITES and CITES[basis][0] != own:
        name, ids = CITES[basis]
        envelope[name] = uid(draw(st.sampled_from(ids)))
    if odd == "basis":
        basis = "UNKNOWN"
    if odd == "place":
        compartment = draw(st.sampled_from(("UNKNOWN", "AGENCY", "CONSENT", "SUPPORT_CONF")))
    record = draw(st.sampled_from((None,) * 6 + ("r1", "r2")))
    if record is not None:
        envelope["source_record_id"] = record
        envelope["source_revision"] = draw(st.integers(1, 2))
    return {**envelope, "legal_basis": basis, "compartment": compartment}


def readers(people_: Sequence[str] = PEOPLE) -> SearchStrategy[Reader]:
    """Anybody who may ask: role, agency, purpose, room and glass."""

    @st.composite
    def reader(draw: st.DrawFn) -> Reader:
        agency = draw(st.sampled_from((*READERS, *SHARING, *SHARING, "MU-1")))
        code = agency.split("-")[0]
        roles = (code, code, "MEMBER", *(("RESTRICTED",) if code == "MU" else ()))
        glass = Glass(
            uid("BG"),
            uid(draw(st.sampled_from(tuple(people_)))),
            frozenset(draw(fields)),
            at(moment(draw(hours))),
        )
        return Reader(
            agency,
            draw(st.sampled_from(roles)),
            "u-01",
            purpose=draw(st.sampled_from(("COORDINATION", "REFERRAL", *PURPOSES))),
            workspace=draw(st.sampled_from((None, None, uid("SC1"), uid("SC2"), uid("CC1")))),
            glass=draw(st.sampled_from((None, None, glass))),
        )

    return reader()


def micros(hour: int) -> int:
    """The moment in microseconds."""
    return to_micros(at(moment(hour)))
