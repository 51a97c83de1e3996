"""What one desk has on its board, case by case, within one reading of the view."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from projections.household.cases import case_events
from projections.household.closure import collect
from projections.household.reach import CASE, PERSON, REFERRAL, type_key
from projections.household.reading import HouseholdReading, household_reading
from projections.household.referrals import SENDINGS
from projections.household.text import id_text
from projections.household.view import Case
from projections.people.attribution import Attributed, attribute
from projections.queue.board import (
    CLEARED,
    FlagItem,
    Task,
    Watched,
    consent_reviews,
    flag_items,
    unplaced,
)
from projections.queue.names import who_may_name
from projections.queue.request import (
    COORDINATION,
    MUNICIPALITY,
    QueueItem,
    desk_of,
    queue_item,
    requests_on,
)
from projections.queue.rules import Rules
from projections.revisions import settle
from projections.stored_event import StoredEvent, by_time
from projections.transfers import TRANSFER_MISMATCH, transfers
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.reader import COORDINATION as WORKING_TOGETHER
from projections.visibility.reader import Reader
from projections.visibility.sight import AUDITOR
from schemas.codes import agency_code
from schemas.times import to_micros
from services.query.households import Households
from services.query.view_reader import ViewSnapshot

REFERRED = "REFERRAL"
ABUSE_DESK = "AB"
_DESKS = (COORDINATION, MUNICIPALITY)


@dataclass(frozen=True, slots=True)
class _Known:
    """Everything about one case, people joined."""

    case_id: bytes
    events: Sequence[StoredEvent]
    facts: Attributed


class Looking:
    """One look of one reader at one snapshot."""

    def __init__(
        self,
        households: Households,
        snapshot: ViewSnapshot,
        reader: Reader,
        now: datetime,
        rules: Rules,
    ) -> None:
        self._households = households
        self._snapshot = snapshot
        self._reader = replace(reader, purpose=WORKING_TOGETHER, workspace=None)
        self._now = now
        self._rules = rules
        self._closed = households.closed(snapshot)
        self._known: dict[bytes, _Known] = {}
        self._readings: dict[tuple[bytes, str, str], HouseholdReading] = {}
        self.shown: list[HouseholdReading] = []

    def items(self, only: str | None = None) -> Iterator[tuple[QueueItem, HouseholdReading]]:
        """The requests on the reader's own desk, of ``only`` that one, each with what it was made
        of; on both desks for an auditor."""
        if self._reader.code not in (*_DESKS, AUDITOR):
            return
        asked = self._of_types("CoordinationRequested")
        if only is not None:
            asked = [event for event in asked if id_text(event.body["request_id"]) == only]
        for case_id in filter(self._may_be_on, _cases(asked)):
            known = self._case(case_id)
            for request in requests_on(case_id, known.facts.settled.effective, self._now):
                code = desk_of(request)
                if self._reader.code not in (code, AUDITOR):
                    continue
                desk = self._desk(code)
                reading = self._read(known, desk)
                # Who may name the person is asked where that is not yet everybody of a consent.
                rooms = (
                    who_may_name(
                        request,
                        known.facts,
                        self._now,
                        self._households.policy,
                        self._closed,
                        desk,
                    )
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
                    self._now,
                    self._rules,
                )
                yield item, reading

    def _may_be_on(self, case_id: bytes) -> bool:
        """Whether any request of the case may be on the queue, from its own events alone: most of
        them are answered, and the walk to all that a reading needs is long. What was recorded by
        way of a link counts or not as the link does, which only the walk can tell."""
        told = self._past(self._snapshot.fetch_corrected([(CASE, case_id)]))
        if any(event.envelope["via_link_ids"] for event in told):
            return True
        return bool(requests_on(case_id, settle(told).effective, self._now))

    def _past(self, events: Iterable[StoredEvent]) -> list[StoredEvent]:
        instant = to_micros(self._now)
        return [event for event in events if event.envelope["occurred_at"] <= instant]

    def flags(self) -> Iterator[FlagItem]:
        """Open flags that no queue shows: on the lead's board, of abuse on the abuse desk's."""
        for case_id in _cases(self._of_types("UrgencyFlagRaised")):
            known = self._case(case_id)
            queued = self._on_a_queue(known)
            yield from (one for one in self._flags_of(known) if one.flag.flag_id not in queued)

    def _on_a_queue(self, known: _Known) -> set[str]:
        """The flags of the case that are in front of the desk which holds it."""
        shown: set[str] = set()
        for request in requests_on(known.case_id, known.facts.settled.effective, self._now):
            case = _case_in(self._read(known, self._desk(desk_of(request))), known.case_id)
            shown |= {flag.flag_id for flag in case.flags if flag.raised_at} if case else set()
        return shown

    def _flags_of(self, known: _Known) -> list[FlagItem]:
        """What came by a referral is read for that purpose (V5), so both are looked at."""
        found: dict[str, FlagItem] = {}
        over: set[str] = set()
        leads = self._reader.code in (ABUSE_DESK, AUDITOR)
        for purpose in (WORKING_TOGETHER, REFERRED):
            reading = self._read(known, replace(self._reader, purpose=purpose))
            case = _case_in(reading, known.case_id)
            if case is None:
                continue
            leads = leads or case.lead.value == self._reader.agency_id
            over |= {flag.flag_id for flag in case.flags if flag.state == CLEARED}
            for item in flag_items(case, self._rules):
                before = found.get(item.flag.flag_id)
                if before is None or not before.flag.raised_at:
                    found[item.flag.flag_id] = item
                    self._show(reading)
        return [one for id_, one in found.items() if leads and id_ not in over]

    def watched(self) -> Iterator[Watched]:
        """つなぎ先未定: one's own referrals; the municipal desk and auditors see all, as ids."""
        sent = self._of_types(*SENDINGS)
        everyone = self._reader.code in (MUNICIPALITY, AUDITOR)
        mine = [event for event in sent if everyone or event.agency == self._reader.agency_id]
        keys = sorted({(REFERRAL, event.body["referral_id"]) for event in mine})
        about = self._snapshot.fetch_corrected(keys)
        told = [
            event
            for event in sorted(settle(about).effective, key=by_time)
            if event.body.get("referral_id") is not None
            and event.envelope["compartment"] not in COMPARTMENTS
        ]
        yield from unplaced(told, self._now, None if everyone else self._reader.agency_id)

    def tasks(self) -> Iterator[Task]:
        """終結後活動: to the lead of a closed case in which somebody was active afterwards."""
        for case_id in _cases(self._of_types("CaseClosed")):
            case = self._case_of(self._case(case_id))
            if case is None or not case.after_closure:
                continue
            if self._reader.code == AUDITOR or case.lead.value == self._reader.agency_id:
                self._show(self._read(self._case(case_id), self._reader))
                since = self._since(case_id, case.after_closure)
                yield Task("ACTIVITY_AFTER_CLOSURE", case.case_id, case.lead.value, since)

    def alerts(self) -> Iterator[Task]:
        """Transfers answered otherwise than sent, to MU; consents withdrawn under a plan, to CT."""
        if self._reader.code in (MUNICIPALITY, AUDITOR):
            yield from self._mismatches()
        if self._reader.code in (COORDINATION, AUDITOR):
            yield from self._reviews()

    def _mismatches(self) -> Iterator[Task]:
        for case_id in _cases(self._of_types("CaseTransferSent")):
            told = case_events(case_id, self._case(case_id).facts.settled.effective)
            for one in transfers(told, self._now):
                if one.alert == TRANSFER_MISMATCH:
                    since = to_micros(datetime.fromisoformat(one.since))
                    yield Task(one.alert, one.transfer_id, "", since)

    def _reviews(self) -> Iterator[Task]:
        for withdrawal in self._of_types("ConsentWithdrawn"):
            people = withdrawal.envelope["person_refs"]
            drafts = self._snapshot.fetch([(PERSON, person) for person in people])
            for case_id in _cases(e for e in drafts if e.name == "SupportDecided"):
                facts = self._case(case_id).facts
                if not self._is_mine(facts, withdrawal):
                    continue
                told = case_events(case_id, facts.settled.effective)
                live = [e for e in facts.settled.effective if e.event_id == withdrawal.event_id]
                yield from consent_reviews(told, live, self._now, self._rules)

    def _is_mine(self, facts: Attributed, withdrawal: StoredEvent) -> bool:
        """Whether the consent named the reader's agency: else it must not hear of it."""
        return self._reader.code == AUDITOR or any(
            event.name == "ConsentGranted"
            and event.body["consent_id"] == withdrawal.body["consent_id"]
            and self._reader.agency_id in event.body["agencies"]
            for event in facts.settled.effective
        )

    def _since(self, case_id: bytes, event_ids: Iterable[str]) -> int:
        wanted = set(event_ids)
        events = self._case(case_id).facts.settled.effective
        since: int = min(
            event.envelope["occurred_at"] for event in events if id_text(event.event_id) in wanted
        )
        return since

    def _of_types(self, *names: str) -> list[StoredEvent]:
        return self._past(self._snapshot.fetch([type_key(name) for name in names]))

    def _case(self, case_id: bytes) -> _Known:
        known = self._known.get(case_id)
        if known is None:
            walked = collect((CASE, case_id), self._snapshot.fetch, self._now)
            events = [e for e in self._past(walked) if e.envelope["legal_basis"] != "AUDIT"]
            known = _Known(case_id, events, attribute(settle(events)))
            self._known[case_id] = known
        return known

    def _case_of(self, known: _Known) -> Case | None:
        return _case_in(self._read(known, self._reader), known.case_id)

    def _read(self, known: _Known, reader: Reader) -> HouseholdReading:
        place = known.case_id, reader.agency_id, reader.purpose
        reading = self._readings.get(place)
        if reading is None:
            households = self._households
            reading = household_reading(
                (CASE, known.case_id),
                known.events,
                households.open,
                self._now,
                reader,
                households.policy,
                self._closed,
            )
            self._readings[place] = reading
        return reading

    def _show(self, reading: HouseholdReading) -> None:
        if reading not in self.shown:
            self.shown.append(reading)

    def _desk(self, code: str) -> Reader:
        """The desk whose board an item is on: the reader's own, to an auditor the first of it."""
        if self._reader.code == code:
            return self._reader
        heard = [source.agency for source in self._snapshot.sources()]
        agency = next((one for one in heard if agency_code(one) == code), f"{code}-1")
        return Reader(agency, code, self._reader.user, purpose=WORKING_TOGETHER)


def _case_in(reading: HouseholdReading, case_id: bytes) -> Case | None:
    wanted = id_text(case_id)
    cases = reading.view.cases if reading.view else ()
    return next((case for case in cases if case.case_id == wanted), None)


def _cases(events: Iterable[StoredEvent]) -> list[bytes]:
    """The cases of these events."""
    return sorted({event.case_id for event in events if event.case_id is not None})
