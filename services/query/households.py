"""The shared household view, computed when it is read and for whoever reads it (V1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from projections.household.closure import collect
from projections.household.reach import CASE, CITED, HOUSEHOLD, PERSON, Key
from projections.household.reading import HouseholdReading, household_reading
from projections.sources import LastHeard, StaleSource, stale_sources
from projections.stored_event import StoredEvent
from projections.visibility.decision import NO_RESULT
from projections.visibility.policy import Policy
from projections.visibility.reader import Reader
from projections.visibility.sight import AUDITOR
from projections.visibility.standing import Closed
from schemas.codec import Body, Codec
from schemas.codes import agency_code
from schemas.sealing import OpeningKeys, open_part
from services.clock import Clock
from services.query.view_reader import ViewReader, ViewSnapshot

SYSTEM = "SYS"
PLAN = 0
"""A plan, by the id its drafts name: it stands for the case it belongs to."""

SUBJECTS: Mapping[str, int] = {
    "household_id": HOUSEHOLD,
    "person_ref": PERSON,
    "case_id": CASE,
    "plan_id": PLAN,
}
"""The ways to name a household, by their field in ``GetHouseholdRequest``."""

_NOTHING = HouseholdReading(None, NO_RESULT, (), (), (), (), (), ())


@dataclass(frozen=True, slots=True)
class Reading:
    """One household as read, with what the reader must be warned of."""

    household: HouseholdReading
    stale: tuple[StaleSource, ...] = ()
    set_aside: bool = False
    sharing_closed: bool = False


class Households:
    """Reads households. Safe to use from several threads."""

    def __init__(
        self, views: ViewReader, codec: Codec, keys: OpeningKeys, clock: Clock, policy: Policy
    ) -> None:
        self._views = views
        self._codec = codec
        self._keys = keys
        self._clock = clock
        self.policy = policy

    def get(self, reader: Reader, subject: Key) -> Reading:
        """The household of a household id, a person, a case or a plan, as the reader may see it;
        its ``view`` is None where there is no result."""
        with self._views.snapshot() as snapshot:
            if subject[0] == PLAN:
                return self._of_plan(snapshot, reader, subject[1])
            return self.read(snapshot, reader, subject)

    def version(self) -> tuple[str, int]:
        """Changes whenever a reading may have changed, except by the time of day."""
        return self._views.version()

    def now(self) -> datetime:
        """The instant at which a reading is decided."""
        return self._clock.now()

    def read(self, snapshot: ViewSnapshot, reader: Reader, subject: Key) -> Reading:
        """The same within one snapshot, for a household, a person or a case."""
        now = self._clock.now()
        events = collect(subject, snapshot.fetch, now)
        set_aside = snapshot.closed_sharing()
        household = household_reading(
            subject, events, self.open, now, reader, self.policy, self.closed(snapshot)
        )
        if household.view is None:
            return Reading(household)
        cases = {case.case_id for case in household.view.cases}
        # Not of all events: that a closed agency knows somebody is itself not to be seen (V2).
        agencies = {entry.agency_id for entry in household.view.timeline}
        # A record that restricts may be the protection of somebody in the case: whoever may not
        # know of it sees 要確認, as for any other record (V4).
        closed_cases = set_aside.cases if reader.code == AUDITOR else frozenset()
        return Reading(
            household,
            stale_sources(agencies_heard(snapshot), now),
            not cases.isdisjoint(snapshot.set_aside_cases()),
            not cases.isdisjoint(closed_cases) or not agencies.isdisjoint(set_aside.agencies),
        )

    def open(self, event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        """One sealed part."""
        return open_part(self._codec, event.envelope, part, self._keys)

    def closed(self, snapshot: ViewSnapshot) -> Closed:
        """What set-aside records close (D8)."""
        found = snapshot.closed_sharing()
        cases = frozenset(UUID(case).bytes for case in found.cases if _is_uuid(case))
        return Closed(cases, found.agencies)

    def _of_plan(self, snapshot: ViewSnapshot, reader: Reader, plan_id: bytes) -> Reading:
        drafts = snapshot.fetch([(CITED, plan_id)])
        case_id = next(
            (e.case_id for e in drafts if e.name == "PlanDrafted" and e.case_id is not None), None
        )
        if case_id is None:
            return Reading(_NOTHING)
        reading = self.read(snapshot, reader, (CASE, case_id))
        view = reading.household.view
        text = str(UUID(bytes=plan_id))
        if view is not None and not any(c.plan and c.plan.plan_id == text for c in view.cases):
            return Reading(_without_the_plan(reading.household))
        return reading


def agencies_heard(snapshot: ViewSnapshot) -> list[LastHeard]:
    """Without the backbone's own stream: its last event tells when somebody looked (V7)."""
    return [one for one in snapshot.last_heard() if agency_code(one.agency_id) != SYSTEM]


def _without_the_plan(household: HouseholdReading) -> HouseholdReading:
    return HouseholdReading(None, household.hidden_reason, (), (), (), (), (), ())


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
