"""What the board of a desk shows of one case, and of one referral."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final
from uuid import UUID

from projections.household.cases import case_events
from projections.household.reach import CASE, REFERRAL, Key
from projections.household.reading import HouseholdReading
from projections.household.referrals import SENDINGS
from projections.queue.board import FlagItem, Task, Watched, consent_reviews
from projections.queue.names import who_may_name
from projections.queue.request import (
    COORDINATION,
    MUNICIPALITY,
    QueueItem,
    desk_of,
    queue_item,
    requests_on,
)
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.transfers import TRANSFER_MISMATCH, transfers
from projections.visibility.sight import AUDITOR, Granted
from schemas.times import to_micros
from services.query.queue_flags import ABUSE_DESK, flags_of
from services.query.queue_looking import Known, Looking, case_in
from services.query.queue_watch import unplaced_referral, watched

_EVERY_DESK: Final = frozenset[str]()

LOOKED_AT: Final[Mapping[str, frozenset[str]]] = {
    "CoordinationRequested": frozenset({COORDINATION, MUNICIPALITY, AUDITOR}),
    "UrgencyFlagRaised": _EVERY_DESK,
    "CaseClosed": _EVERY_DESK,
    "CaseTransferSent": frozenset({MUNICIPALITY, AUDITOR}),
    "SupportDecided": _EVERY_DESK,
    "SupportConferenceConvened": _EVERY_DESK,
    "AbuseReportReceived": frozenset({ABUSE_DESK, AUDITOR}),
    **dict.fromkeys(SENDINGS, _EVERY_DESK),
}
"""Which listed type of event brings a case, or a referral, before which desks (empty: all)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What is recorded of something that a board shows, without what was shown."""

    granted: tuple[Granted, ...]
    cases: tuple[bytes, ...]
    source_event_ids: tuple[bytes, ...]
    via_links: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """What one desk sees of one case or referral. ``shown``: beside what goes with the items."""

    items: tuple[tuple[QueueItem, Shown], ...] = ()
    flags: tuple[FlagItem, ...] = ()
    watch: tuple[Watched, ...] = ()
    tasks: tuple[Task, ...] = ()
    alerts: tuple[Task, ...] = ()
    shown: tuple[Shown, ...] = ()


NOTHING: Final = Seen()


def comes_before(desk: str, types: Iterable[str]) -> bool:
    """Whether what these types of events are about may be on the board of a desk of this code."""
    return any(not LOOKED_AT[name] or desk in LOOKED_AT[name] for name in types)


def subject_of(event: StoredEvent) -> Key | None:
    """What an event of a listed type brings before the desks."""
    if event.name in SENDINGS:
        return REFERRAL, event.body["referral_id"]
    return None if event.case_id is None else (CASE, event.case_id)


def seen(looking: Looking, subject: Key, types: Collection[str]) -> Seen:
    """What the desk sees of a case or a referral of which there are events of these types."""
    kind, identifier = subject
    looking.begin()
    found = (
        Seen(watch=tuple(unplaced_referral(looking, identifier)))
        if kind == REFERRAL
        else _case(looking, identifier, types)
    )
    return NOTHING if found == NOTHING else found


def case_items(looking: Looking, case_id: bytes) -> Iterator[tuple[QueueItem, HouseholdReading]]:
    """The requests of the case on the reader's own desk, each with what it was made of; on both
    desks for an auditor."""
    if not comes_before(looking.reader.code, ["CoordinationRequested"]):
        return
    if not _may_be_on(looking, case_id):
        return
    known = looking.case(case_id)
    for request in requests_on(case_id, known.facts.settled.effective, looking.now):
        code = desk_of(request)
        if looking.reader.code not in (code, AUDITOR):
            continue
        desk = looking.desk(code)
        reading = looking.read(known, desk)
        # Who may name the person is asked where that is not yet everybody of a consent.
        policy = looking.households.policy
        rooms = (
            who_may_name(request, known.facts, looking.now, policy, looking.closed, desk)
            if code == MUNICIPALITY
            else ()
        )
        item = queue_item(
            request,
            case_id,
            known.facts,
            reading,
            desk.agency_id,
            rooms,
            looking.now,
            looking.rules,
        )
        yield item, reading


def _case(looking: Looking, case_id: bytes, types: Collection[str]) -> Seen:
    code = looking.reader.code
    shown: dict[int, Shown] = {}

    def show(reading: HouseholdReading) -> None:
        shown.setdefault(id(reading), _shown(reading))

    listed = [name for name in types if comes_before(code, [name])]
    items = (
        tuple((item, _shown(reading)) for item, reading in case_items(looking, case_id))
        if "CoordinationRequested" in listed
        else ()
    )
    flags: list[FlagItem] = []
    tasks: list[Task] = []
    alerts: list[Task] = []
    if "UrgencyFlagRaised" in listed:
        for flag, reading in flags_of(looking, looking.case(case_id)):
            flags.append(flag)
            show(reading)
    if "CaseClosed" in listed and _may_be_active(looking, case_id):
        for task, reading in _active_after_closure(looking, looking.case(case_id)):
            tasks.append(task)
            show(reading)
    if "CaseTransferSent" in listed:
        alerts += _mismatches(looking, looking.case(case_id))
    if "SupportDecided" in listed and code in (COORDINATION, AUDITOR):
        alerts += _reviews(looking, case_id)
    return Seen(
        items=items,
        flags=tuple(flags),
        watch=tuple(watched(looking, case_id, listed)),
        tasks=tuple(tasks),
        alerts=tuple(alerts),
        shown=tuple(shown.values()),
    )


def _may_be_on(looking: Looking, case_id: bytes) -> bool:
    """Whether any request of the case may be on the queue, from its own events alone: most of
    them are answered, and the walk to all that a reading needs is long. What was recorded by
    way of a link counts or not as the link does, which only the walk can tell."""
    told = looking.story(case_id)
    if any(event.envelope["via_link_ids"] for event in told):
        return True
    return bool(requests_on(case_id, settle(told).effective, looking.now))


def _may_be_active(looking: Looking, case_id: bytes) -> bool:
    """Whether anything of the case may have come after a closing, whoever sees which of the two:
    of most closed cases nothing has."""
    told = looking.story(case_id)
    closed = [e.envelope["occurred_at"] for e in told if e.name == "CaseClosed"]
    after = [*told, *looking.sittings(told)]
    return bool(closed) and any(e.envelope["occurred_at"] > min(closed) for e in after)


def _active_after_closure(
    looking: Looking, known: Known
) -> Iterator[tuple[Task, HouseholdReading]]:
    """終結後活動: to the lead of a closed case in which somebody was active afterwards."""
    reading = looking.read(known, looking.reader)
    case = case_in(reading, known.case_id)
    if case is None or not case.after_closure:
        return
    if looking.reader.code != AUDITOR and case.lead.value != looking.reader.agency_id:
        return
    later = {UUID(event_id).bytes for event_id in case.after_closure}
    told = known.facts.settled.effective
    since = min(e.envelope["occurred_at"] for e in told if e.event_id in later)
    yield Task("ACTIVITY_AFTER_CLOSURE", case.case_id, case.lead.value, since), reading


def _mismatches(looking: Looking, known: Known) -> Iterator[Task]:
    """Transfers answered otherwise than sent."""
    told = case_events(known.case_id, known.facts.settled.effective)
    for one in transfers(told, looking.now):
        if one.alert == TRANSFER_MISMATCH:
            since = to_micros(datetime.fromisoformat(one.since))
            yield Task(one.alert, one.transfer_id, "", since)


def _reviews(looking: Looking, case_id: bytes) -> Iterator[Task]:
    """Consents that named the desk, withdrawn under a plan of the case."""
    known = looking.case(case_id)
    effective = known.facts.settled.effective
    decided = [event for event in effective if _decides(event, case_id)]
    people = {person for event in decided for person in event.envelope["person_refs"]}
    withdrawn = [
        event
        for event in effective
        if event.name == "ConsentWithdrawn"
        and not people.isdisjoint(event.envelope["person_refs"])
        and _named(looking, effective, event)
    ]
    told = case_events(case_id, effective)
    for review in consent_reviews(told, withdrawn, looking.now, looking.rules):
        yield replace(review, case_id=str(UUID(bytes=case_id)))


def _decides(event: StoredEvent, case_id: bytes) -> bool:
    return event.name == "SupportDecided" and event.case_id == case_id


def _named(looking: Looking, told: Iterable[StoredEvent], withdrawal: StoredEvent) -> bool:
    """Whether the consent named the reader's agency: else it must not hear of it."""
    return looking.reader.code == AUDITOR or any(
        event.name == "ConsentGranted"
        and event.body["consent_id"] == withdrawal.body["consent_id"]
        and looking.reader.agency_id in event.body["agencies"]
        for event in told
    )


def _shown(reading: HouseholdReading) -> Shown:
    return Shown(reading.granted, reading.cases, reading.source_event_ids, reading.via_links)
