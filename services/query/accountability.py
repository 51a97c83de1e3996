"""Why a reader sees an event, and who looked at the reader's own records."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from projections.household.reach import CASE
from projections.household.reading import HouseholdReading
from projections.stored_event import StoredEvent
from projections.trail.viewings import Viewed
from projections.visibility.protections import COMPARTMENTS
from projections.visibility.reader import Reader
from projections.visibility.sight import AUDITOR
from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code
from services.query.explain import Explainer, Question
from services.query.households import Households
from services.query.trail_reader import TrailReader
from services.query.view_reader import ViewReader

_SHOWN: Final = frozenset({"RecordViewed", "DisclosureMade"})
_OPEN: Final = frozenset({"OWN", "CONSENT"})
"""On these grounds agencies look at each other's records in the open. That the abuse desk, a
conference, a council or a break-glass looked is known where it is reviewed, not here (V4, V7)."""

_NOT_TOLD: Final = frozenset({"AB", AUDITOR, "ST", "SYS"})


@dataclass(frozen=True, slots=True)
class Why:
    """The decisions that show an event, and the reading in which it is shown."""

    message: query_pb2.Explanation
    reading: HouseholdReading


@dataclass(frozen=True, slots=True)
class Looked:
    """One viewing of the reader's own records; ``sources``: those of them that were seen."""

    viewing: Viewed
    bases: frozenset[str]
    field_codes: frozenset[str]
    sources: frozenset[bytes]


class Accountability:
    """Safe to use from several threads."""

    def __init__(
        self, households: Households, views: ViewReader, trail: TrailReader, explainer: Explainer
    ) -> None:
        self._households = households
        self._views = views
        self._trail = trail
        self._explainer = explainer

    def why(self, reader: Reader, case_id: bytes, event_id: bytes) -> Why | None:
        """The rows of the table by which this event of the case is shown to the reader now; None
        where it is not."""
        reading = self._households.get(reader, (CASE, case_id)).household
        if event_id not in reading.source_event_ids:
            return None
        explained = self._explainer.explain(Question(event_id, reader, None))
        if explained is None:
            return None
        message = explained.message
        allowed = [one for one in message.decisions if one.allowed]
        del message.decisions[:]
        message.decisions.extend(allowed)
        return Why(message, reading)

    def viewings(
        self, reader: Reader, case_id: bytes, limit: int
    ) -> tuple[HouseholdReading, list[Looked]]:
        """Who looked at the agency's own records of the case, the newest first."""
        reading = self._households.get(reader, (CASE, case_id)).household
        if reading.view is None:
            return reading, []
        with self._views.snapshot() as snapshot:
            mine = _own(snapshot.fetch([(CASE, case_id)]), reader.agency_id)
        looked = (
            _looked(viewing, reader, mine)
            for viewing in reversed(self._trail.viewings_of(reading.subjects))
        )
        return reading, [one for one in looked if one is not None][:limit]


def _own(events: Iterable[StoredEvent], agency: str) -> frozenset[bytes]:
    return frozenset(
        event.event_id
        for event in events
        if event.agency == agency and event.envelope["compartment"] not in COMPARTMENTS
    )


def _looked(viewing: Viewed, reader: Reader, mine: frozenset[bytes]) -> Looked | None:
    sources = viewing.source_event_ids & mine
    if viewing.kind not in _SHOWN or not sources:
        return None
    if (
        viewing.viewer_agency != reader.agency_id
        and agency_code(viewing.viewer_agency) in _NOT_TOLD
    ):
        return None
    grounds = [
        one
        for one in viewing.shown
        if one.source_agency == reader.agency_id
        and one.basis in _OPEN
        and one.conference_id is None
        and one.council_case_id is None
        and one.break_glass_id is None
    ]
    if not grounds:
        return None
    return Looked(
        viewing,
        frozenset(one.basis for one in grounds),
        frozenset(code for one in grounds for code in one.field_codes),
        sources,
    )
