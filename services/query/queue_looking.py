"""One look of one desk at one snapshot of the view, case by case, and what the look rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from projections.household.closure import collect
from projections.household.reach import CASE, CITED, REFERRAL, Key, record_key, type_key
from projections.household.reading import HouseholdReading, household_reading
from projections.household.referrals import SENDINGS
from projections.household.text import id_text
from projections.household.view import Case
from projections.instants import next_change, next_midnight
from projections.people.attribution import Attributed, attribute
from projections.queue.rules import Rules
from projections.revisions import settle
from projections.stored_event import StoredEvent, by_time
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.reader import COORDINATION as WORKING_TOGETHER
from projections.visibility.reader import Reader
from schemas.codes import agency_code
from schemas.times import to_micros
from services.query.households import Households
from services.query.view_reader import ViewSnapshot


@dataclass(frozen=True, slots=True)
class Known:
    """Everything about one case that has happened, people joined."""

    case_id: bytes
    events: Sequence[StoredEvent]
    facts: Attributed


def at_a_desk(reader: Reader) -> Reader:
    """Who reads a board: everybody who works at a desk has the same one, and nothing that one of
    them may see beside it, by break-glass or inside a conference, is on it."""
    return Reader(reader.agency_id, reader.role, "", purpose=WORKING_TOGETHER)


class Looking:
    """Looks at one case after another; ``begin`` forgets the one before.

    ``asked`` and ``until`` say how long what was found holds: until an event comes that has one of
    these keys, and until this instant (microseconds).
    """

    def __init__(
        self,
        households: Households,
        snapshot: ViewSnapshot,
        reader: Reader,
        now: datetime,
        rules: Rules,
    ) -> None:
        self.households = households
        self.reader = at_a_desk(reader)
        self.now = now
        self.rules = rules
        self.closed = households.closed(snapshot)
        self._snapshot = snapshot
        self._micros = to_micros(now)
        self._midnight = next_midnight(now)
        self.begin()

    def begin(self) -> None:
        """Look at something else."""
        self.asked: set[Key] = set()
        self.until = self._midnight
        self._fetched: dict[Key, list[StoredEvent]] = {}
        self._kept: dict[int, StoredEvent] = {}
        self._known: dict[bytes, Known] = {}
        self._readings: dict[tuple[bytes, str, str], HouseholdReading] = {}

    def case(self, case_id: bytes) -> Known:
        """The case with everything that a reading of it needs."""
        known = self._known.get(case_id)
        if known is None:
            walked = collect((CASE, case_id), self._fetch, self.now)
            events = [e for e in self.past(walked) if e.envelope["legal_basis"] != "AUDIT"]
            known = Known(case_id, events, attribute(settle(events)))
            self._known[case_id] = known
        return known

    def story(self, case_id: bytes) -> list[StoredEvent]:
        """The case's own events that have happened, with every revision, people not joined: a
        short walk, to know whether the long one is worth its while."""
        return self.past(self._fetch_corrected([(CASE, case_id)]))

    def sittings(self, story: Iterable[StoredEvent]) -> list[StoredEvent]:
        """What was said of the plans drafted in a story, also under another case."""
        plans = {event.body["plan_id"] for event in story if event.name == "PlanDrafted"}
        return self.past(self._fetch([(CITED, plan_id) for plan_id in sorted(plans)]))

    def referral(self, referral_id: bytes) -> list[StoredEvent]:
        """What counts of one referral, by time; nothing of the abuse desk's and nothing that is
        protected (V4). Whatever was said of it is looked at, an answer not yet due too."""
        about = self._fetch_corrected([(REFERRAL, referral_id)])
        sent = [event for event in about if event.body.get("referral_id") == referral_id]
        if not any(event.name in SENDINGS for event in self.past(sent)):
            return []
        return [
            event
            for event in sorted(settle(about).effective, key=by_time)
            if event.body.get("referral_id") is not None
            and event.envelope["compartment"] not in COMPARTMENTS
        ]

    def read(self, known: Known, reader: Reader) -> HouseholdReading:
        """The case as a reader may see it."""
        place = known.case_id, reader.agency_id, reader.purpose
        reading = self._readings.get(place)
        if reading is None:
            reading = household_reading(
                (CASE, known.case_id),
                known.events,
                self.households.open,
                self.now,
                reader,
                self.households.policy,
                self.closed,
            )
            self._readings[place] = reading
        return reading

    def read_for(self, known: Known, purpose: str) -> HouseholdReading:
        """The case as the desk itself may see it for a purpose."""
        return self.read(known, replace(self.reader, purpose=purpose))

    def of_types(self, *names: str) -> list[StoredEvent]:
        """Every event of these listed types that has happened."""
        return self.past(self._snapshot.fetch([type_key(name) for name in names]))

    def desk(self, code: str) -> Reader:
        """The desk whose board an item is on: the reader's own, to an auditor the first of it."""
        if self.reader.code == code:
            return self.reader
        heard = [source.agency for source in self._snapshot.sources()]
        agency = next((one for one in heard if agency_code(one) == code), f"{code}-1")
        return Reader(agency, code, "", purpose=WORKING_TOGETHER)

    def hold_until(self, instant: int) -> None:
        """What is found changes at this instant (microseconds), though no event comes."""
        if self._micros < instant < self.until:
            self.until = instant

    def past(self, events: Iterable[StoredEvent]) -> list[StoredEvent]:
        """Of these events those that have happened."""
        return [event for event in events if event.envelope["occurred_at"] <= self._micros]

    def _fetch(self, keys: Sequence[Key]) -> list[StoredEvent]:
        self.asked.update(keys)
        found: list[StoredEvent] = []
        for key in keys:
            events = self._fetched.get(key)
            if events is None:
                events = self._fetched[key] = self._snapshot.fetch_kept(key, self._kept)
                self._hold(events)
            found += events
        return found

    def _fetch_corrected(self, keys: Sequence[Key]) -> list[StoredEvent]:
        found = self._fetch(keys)
        return found + self._fetch(sorted({record_key(event) for event in found}))

    def _hold(self, events: Iterable[StoredEvent]) -> None:
        """What was found holds no longer than until the next instant that an event names."""
        for event in events:
            change = next_change(event, self._micros)
            if change is not None:
                self.hold_until(change)


def case_in(reading: HouseholdReading, case_id: bytes) -> Case | None:
    """The case within its reading; None where the reader sees nothing of it."""
    wanted = id_text(case_id)
    cases = reading.view.cases if reading.view else ()
    return next((case for case in cases if case.case_id == wanted), None)
