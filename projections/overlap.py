"""支援の重なり: agencies that work in one household and do not know of each other (制度の狭間).

The agencies learn nothing of it; the municipal desk learns ids and counts, enough to open a
support conference (Social Welfare Act art. 106-6). Facts of abuse and of protection are left out
before anything else is looked at (V4): with them or without them the answer is the same.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from typing import Final

from projections.household.case_state import OPEN, case_state
from projections.household.closure import Fetch, collect_several
from projections.household.reach import HOUSEHOLD
from projections.household.referrals import SENDINGS
from projections.household.scope import Scope, scope_of
from projections.people.attribution import attribute
from projections.revisions import Settled, settle
from projections.stored_event import StoredEvent
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.standing import NOTHING_CLOSED, Closed
from schemas.codes import agency_code
from schemas.times import day_of, to_days

COUNTERS: Final = frozenset({"HOK", "SHO", "KOD", "JIR", "PA", "OR"})
"""Whose work can overlap unnoticed; whoever coordinates, decides or audits is not among them."""

SUPPORT: Final = "SUPPORT"
_AT_WORK: Final = frozenset({"OWN", "CONSENT", "LIFE_BODY"})
_WORKED_IN: Final = frozenset({"AGENCY", "CONSENT"})
_NO_WORK: Final = frozenset({"ReferralDeclined"})
"""Declining a referral involves nobody."""

_SITTING: Final = {
    "SupportConferenceConvened": "members",
    "ChildCouncilRegistered": "members",
    "MultilayerConferenceConvened": "attendees",
}


@dataclass(frozen=True, slots=True)
class Overlap:
    """``since``: the day (since 1970) on which the second of the agencies began.

    ``supported``, whether an agency stated the household it supports, and ``work``, the open cases
    with who works in them, tell the same work from other work; they are shown to nobody.
    """

    household_id: bytes
    agencies: int
    cases: int
    since: int
    supported: bool
    work: frozenset[tuple[bytes, str]]


def gather(household_ids: Collection[bytes], fetch: Fetch, now: datetime) -> list[StoredEvent]:
    """Every event that ``overlaps`` of these households need; the overlaps in these events are
    those in the whole log."""
    subjects = [(HOUSEHOLD, household_id) for household_id in household_ids]
    return collect_several(subjects, fetch, now, counted)


def overlaps(
    household_ids: Iterable[bytes],
    events: Iterable[StoredEvent],
    now: datetime,
    closed: Closed = NOTHING_CLOSED,
) -> list[Overlap]:
    """The overlaps in these households as they stand at ``now``, from stored events.

    A household has none where no agency has stated it, and where it was joined into another,
    under whose id its overlap is found. Of what ``closed`` closes nothing counts, and no household
    that rests on it.
    """
    told = attribute(counted(settle(events))).settled.effective
    found = (_overlap(household_id, told, now, closed) for household_id in household_ids)
    return [one for one in found if one is not None]


def _overlap(
    household_id: bytes, told: Sequence[StoredEvent], now: datetime, closed: Closed
) -> Overlap | None:
    scope = scope_of((HOUSEHOLD, household_id), told, now)
    if scope.household_id != household_id:
        return None
    cases = _by_case(told)
    shut = _Shut(closed, cases)
    if shut.household(scope, told):
        return None
    work = _work(told, scope.people - scope.left_on.keys(), cases, shut)
    began: dict[str, int] = {}
    for event in work:
        day = to_days(day_of(event.envelope["occurred_at"]))
        began[event.agency] = min(day, began.get(event.agency, day))
    together = list(_together(told, scope))
    if all(any(known.issuperset(pair) for known in together) for pair in combinations(began, 2)):
        return None
    worked = frozenset((e.case_id, e.agency) for e in work if e.case_id is not None)
    return Overlap(
        household_id=household_id,
        agencies=len(began),
        cases=len({case for case, _ in worked}),
        since=sorted(began.values())[1],
        supported=any(household.kind == SUPPORT for household in scope.households),
        work=worked,
    )


def once(found: Iterable[Overlap]) -> list[Overlap]:
    """Each overlap once, by household id.

    Several agencies may each have stated a household of the same people: the same work of the
    same agencies is shown under one of them, SUPPORT before RESIDENT_REGISTER, then the smallest.
    """
    shown: dict[frozenset[tuple[bytes, str]], Overlap] = {}
    for one in sorted(found, key=lambda one: (not one.supported, one.household_id)):
        shown.setdefault(one.work, one)
    return sorted(shown.values(), key=lambda one: one.household_id)


def counted(settled: Settled) -> Settled:
    """What counts at all: not abuse and protection, also where a correction says so."""
    effective = tuple(e for e in settled.effective if e.envelope["compartment"] not in COMPARTMENTS)
    return replace(settled, effective=effective, superseded=(), conflicted=())


def _by_case(told: Iterable[StoredEvent]) -> Mapping[bytes, Sequence[StoredEvent]]:
    cases: dict[bytes, list[StoredEvent]] = {}
    for event in told:
        if event.case_id is not None:
            cases.setdefault(event.case_id, []).append(event)
    return cases


def _work(
    told: Sequence[StoredEvent],
    present: frozenset[bytes],
    cases: Mapping[bytes, Sequence[StoredEvent]],
    shut: _Shut,
) -> list[StoredEvent]:
    """What counters wrote in open cases about those who live there now."""
    theirs = {e.case_id for e in told if not present.isdisjoint(e.envelope["person_refs"])}
    running = {
        case for case in theirs if case is not None and case_state(cases[case]).state == OPEN
    }
    return [
        event
        for event in told
        if event.case_id in running
        and _is_about(event, present, theirs)
        and _is_work(event)
        and not shut.event(event)
    ]


def _is_work(event: StoredEvent) -> bool:
    envelope = event.envelope
    return (
        agency_code(event.agency) in COUNTERS
        and envelope["legal_basis"] in _AT_WORK
        and envelope["compartment"] in _WORKED_IN
        and event.name not in _NO_WORK
    )


def _is_about(event: StoredEvent, people: Set[bytes], cases: Set[bytes | None]) -> bool:
    """Whether it is about one of these people; where it names nobody, whether their case is."""
    named = event.envelope["person_refs"]
    return not people.isdisjoint(named) if named else event.case_id in cases


def _together(told: Iterable[StoredEvent], scope: Scope) -> Iterator[frozenset[str]]:
    """Agencies that know of each other's part in this household, whenever they learnt of it."""
    cases = frozenset[bytes | None](scope.cases)
    for event in told:
        if not _is_about(event, scope.people, cases):
            continue
        body = event.body
        if event.name in SENDINGS:
            yield frozenset((event.agency, body["to_agency"]))
        elif event.name == "ConsentGranted":
            yield frozenset(body["agencies"])
        elif event.name in _SITTING:
            yield frozenset((event.agency, *body[_SITTING[event.name]]))
        elif event.name == "CoordinationRequested":
            for named in body["existing_agencies"]:
                yield frozenset((event.agency, named))


class _Shut:
    """What set-aside records close (D8)."""

    def __init__(self, closed: Closed, cases: Mapping[bytes, Sequence[StoredEvent]]) -> None:
        self._closed = closed
        self._people = frozenset(
            person
            for case in closed.cases & cases.keys()
            for event in cases[case]
            for person in event.envelope["person_refs"]
        )

    def event(self, event: StoredEvent) -> bool:
        return (
            event.agency in self._closed.agencies
            or event.case_id in self._closed.cases
            or not self._people.isdisjoint(event.envelope["person_refs"])
        )

    def household(self, scope: Scope, told: Iterable[StoredEvent]) -> bool:
        statements = {id_ for household in scope.households for id_ in household.event_ids}
        statements |= {join.event_id for join in scope.joins}
        return any(event.event_id in statements and self.event(event) for event in told)
