"""A coordination request (多機関協働への依頼) as the desk that holds it has it on its board."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from projections.ground import Ground, ground_of
from projections.household.cases import case_events
from projections.household.reading import HouseholdReading
from projections.household.requests import requests
from projections.household.text import id_text
from projections.household.view import Flag, Request
from projections.people.attribution import Attributed
from projections.queue.clocks import Clock, due_after, flag_clock, next_due
from projections.queue.rules import Rules
from projections.queue.score import Rank, Score, band, score
from projections.queue.terms import terms_of
from projections.stored_event import StoredEvent
from projections.visibility.protections import COMPARTMENTS
from schemas.times import JST, to_micros

COORDINATION: Final = "CT"
MUNICIPALITY: Final = "MU"
ON_THE_QUEUE: Final = frozenset(
    {"REQUESTED", "CONFERENCE_TRACK", "ACCEPTED", "PLANNING", "AWAITING_CONFERENCE"}
)


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One request. ``band`` after an override, ``rule_band`` before it; instants in microseconds.

    ``term_events``: the events behind each term that counts. What rests on the desk's reading
    (``name``, ``issues``, ``flags``) is empty where the desk may not see it.
    """

    request_id: str
    case_id: str
    person_refs: tuple[str, ...]
    name: str
    name_visible_to: tuple[str, ...]
    state: str
    desk: str
    requested_at: int
    rank: Rank
    rule_band: str
    score: Score
    term_events: Mapping[str, tuple[str, ...]]
    clocks: tuple[Clock, ...]
    lead: str
    issues: tuple[str, ...]
    claimed_by: str
    claimed_at: int | None
    override_reason: str
    rules_version: int
    ground: Ground

    @property
    def band(self) -> str:
        """P1 to P4."""
        return self.rank.band


def desk_of(request: Request) -> str:
    """The code of the agency whose board a request is on: MU without consent and on the
    conference track, else CT."""
    unconsented = request.state == "REQUESTED" and request.consent_status != "GRANTED"
    return MUNICIPALITY if unconsented or request.state == "CONFERENCE_TRACK" else COORDINATION


def requests_on(case_id: bytes, effective: Iterable[StoredEvent], now: datetime) -> list[Request]:
    """The requests of a case that are on the queue at ``now``; none that belongs to the abuse
    desk or is protected (V4)."""
    told = _story(case_id, effective, now)
    return [
        request
        for request in requests(told)
        if request.state in ON_THE_QUEUE and _asked(request, told) is not None
    ]


def queue_item(
    request: Request,
    case_id: bytes,
    facts: Attributed,
    reading: HouseholdReading,
    desk: str,
    name_visible_to: Iterable[str],
    now: datetime,
    rules: Rules,
) -> QueueItem:
    """The item of one of ``requests_on``; ``reading`` is the desk's own of the case at ``now``."""
    told = _story(case_id, facts.settled.effective, now)
    asked = _asked(request, told)
    if asked is None:
        raise ValueError(f"request {request.request_id} has no request event")
    view = reading.view
    case = next((c for c in view.cases if c.case_id == id_text(case_id)), None) if view else None
    today = now.astimezone(JST).date()
    requested_at: int = asked.envelope["occurred_at"]
    found = dict(terms_of(asked, case, reading, today, rules))
    scored = score({term: count for term, (count, _) in found.items()}, rules)
    flags = case.flags if case else ()
    mine = [event for event in told if _is_about(event, request)]
    ruled = band(frozenset(f.band for f in flags if f.state != "CLEARED"), scored.total, rules)
    override = _override(mine)
    people = _people(asked, told)
    consents = _consents(told, facts, desk, to_micros(now))
    # An assessment of which the desk may not know meets no clock in front of it.
    known = [e for e in told if e.agency == desk or e.event_id in reading.source_event_ids]
    clocks = (*_flag_clocks(flags, rules), *_clocks(request, asked, known, mine, consents, rules))
    holder = _holder(mine)
    return QueueItem(
        request_id=request.request_id,
        case_id=id_text(case_id),
        person_refs=tuple(map(id_text, people)),
        name=_name(people, reading),
        name_visible_to=tuple(sorted(name_visible_to)),
        state=request.state,
        desk=desk,
        requested_at=requested_at,
        rank=Rank(
            override.body["band"] if override else ruled,
            next_due(clocks),
            -scored.total,
            requested_at,
            request.request_id,
        ),
        rule_band=ruled,
        score=scored,
        term_events={term: ids for term, (count, ids) in found.items() if count},
        clocks=clocks,
        lead=case.lead.value if case else "",
        issues=tuple(sorted({value.value for value in case.issues})) if case else (),
        claimed_by=holder.body["worker"] if holder else "",
        claimed_at=holder.envelope["occurred_at"] if holder else None,
        override_reason=override.body["reason"] if override else "",
        rules_version=rules.version,
        ground=ground_of(asked),
    )


def _story(case_id: bytes, effective: Iterable[StoredEvent], now: datetime) -> list[StoredEvent]:
    instant = to_micros(now)
    told = case_events(case_id, effective)
    return [event for event in told if event.envelope["occurred_at"] <= instant]


def _is_about(event: StoredEvent, request: Request) -> bool:
    named = event.body.get("request_id")
    return named is not None and id_text(named) == request.request_id


def _asked(request: Request, told: Iterable[StoredEvent]) -> StoredEvent | None:
    return next(
        (
            event
            for event in told
            if event.name == "CoordinationRequested"
            and _is_about(event, request)
            and event.envelope["compartment"] not in COMPARTMENTS
        ),
        None,
    )


def _flag_clocks(flags: Iterable[Flag], rules: Rules) -> Iterator[Clock]:
    for flag in flags:
        clock = flag_clock(flag, rules)
        if clock is not None:
            yield clock


def _clocks(
    request: Request,
    asked: StoredEvent,
    known: Sequence[StoredEvent],
    mine: Sequence[StoredEvent],
    consents: Sequence[StoredEvent],
    rules: Rules,
) -> Iterator[Clock]:
    """Triage from the request; assessment and plan from the later of acceptance and the last
    needed consent."""
    triaged = _first(mine, "CoordinationTriaged", asked.envelope["occurred_at"])
    yield _clock("TRIAGE", request, asked, triaged, rules)
    accepted = next(
        (
            event
            for event in mine
            if event.name == "CoordinationTriaged" and event.body["outcome"] == "ACCEPT"
        ),
        None,
    )
    if accepted is None:
        return
    start = max((accepted, *consents), key=lambda e: int(e.envelope["occurred_at"]))
    since: int = accepted.envelope["occurred_at"]
    yield _clock("ASSESSMENT", request, start, _first(known, "AssessmentCompleted", since), rules)
    yield _clock("PLAN_DRAFT", request, start, _first(known, "PlanDrafted", since), rules)


def _clock(
    name: str, request: Request, start: StoredEvent, met: StoredEvent | None, rules: Rules
) -> Clock:
    return Clock(
        name,
        request.request_id,
        due_after(name, start.envelope["occurred_at"], rules),
        met.envelope["occurred_at"] if met else None,
        tuple(id_text(event.event_id) for event in (start, met) if event is not None),
    )


def _first(told: Iterable[StoredEvent], name: str, since: int) -> StoredEvent | None:
    return next((e for e in told if e.name == name and e.envelope["occurred_at"] >= since), None)


def _consents(
    told: Iterable[StoredEvent], facts: Attributed, desk: str, now: int
) -> list[StoredEvent]:
    """Of each person of the case the first consent that names the desk: a renewal starts no clock
    anew."""
    people = {person for event in told for person in event.envelope["person_refs"]}
    first: dict[bytes, StoredEvent] = {}
    for event in facts.settled.effective:
        body = event.body
        if event.envelope["occurred_at"] > now:
            continue
        if event.name == "ConsentGranted" and desk in body["agencies"] and body["person"] in people:
            first.setdefault(body["person"], event)
    return list(first.values())


def _people(asked: StoredEvent, told: Iterable[StoredEvent]) -> list[bytes]:
    """Whom the request is about; where it names nobody, whom its case was opened with."""
    for event in (asked, *told):
        if event.envelope["person_refs"]:
            return list(event.envelope["person_refs"])
    return []


def _name(people: Iterable[bytes], reading: HouseholdReading) -> str:
    members = {m.person_ref: m for m in reading.view.members} if reading.view else {}
    for person in people:
        member = members.get(id_text(person))
        for value in member.attributes if member else ():
            if value.field == "NAME":
                return value.value
    return ""


def _holder(mine: Iterable[StoredEvent]) -> StoredEvent | None:
    """Of two who claim, the first wins and keeps it until it is released."""
    holder: StoredEvent | None = None
    for event in mine:
        if event.name == "CoordinationClaimed" and holder is None:
            holder = event
        elif event.name == "CoordinationReleased" and holder is not None:
            holder = None if _whose(event) == _whose(holder) else holder
    return holder


def _whose(event: StoredEvent) -> tuple[str, str]:
    """Workers are known by name within their own agency."""
    return event.agency, event.body["worker"]


def _override(mine: Iterable[StoredEvent]) -> StoredEvent | None:
    """The latest override, unless it took the earlier one back."""
    latest = None
    for event in mine:
        if event.name == "PriorityOverridden":
            latest = event if event.body["band"] else None
    return latest
