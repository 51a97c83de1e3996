"""Where the view stands: every source's lag and silence, gaps, set-aside records."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from projections.household.reach import HOUSEHOLD
from projections.sources import stale_sources
from protos.enishi.v1 import query_pb2
from schemas.times import from_micros
from services.clock import Clock
from services.log.port import Log, LogUnavailable
from services.query.view_reader import ViewReader

LAG_UNKNOWN = -1


class StatusReader:
    """Reads the view's positions against the log's ends."""

    def __init__(self, views: ViewReader, log: Callable[[], Log], clock: Clock) -> None:
        self._views = views
        self._log = log
        self._clock = clock

    def read(self) -> query_pb2.ViewStatus:
        """The status as a message; lags are unknown while the log cannot be reached."""
        with self._views.snapshot() as snapshot:
            sources = snapshot.sources()
            closed = snapshot.closed_sharing()
            set_aside = snapshot.set_aside_by_agency()
            stale = {s.agency_id for s in stale_sources(snapshot.last_heard(), self._clock.now())}
            status = query_pb2.ViewStatus(
                dead_letters=snapshot.dead_letter_count(),
                households=snapshot.count(HOUSEHOLD),
                events=snapshot.event_count(),
                closed_cases=len(closed.cases),
            )
        ends = self._ends([source.topic for source in sources])
        for source in sources:
            status.sources.append(
                query_pb2.SourceStatus(
                    agency_id=source.agency,
                    sequence=source.sequence,
                    lag=max(0, ends[source.topic] - source.position) if ends else LAG_UNKNOWN,
                    last_heard=from_micros(source.heard).isoformat() if source.heard else "",
                    gap=source.alarm == "GAP",
                    alarm=source.alarm or "",
                    stale=source.agency in stale,
                    set_aside=set_aside.get(source.agency, 0),
                    sharing_closed=source.agency in closed.agencies,
                )
            )
        return status

    def _ends(self, topics: Sequence[str]) -> Mapping[str, int] | None:
        """Where each topic ends. An operator asks most when the log is away: None then."""
        try:
            return self._log().high_water(topics)
        except LogUnavailable:
            return None
