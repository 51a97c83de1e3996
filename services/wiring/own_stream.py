"""The backbone's own agency as the query service writes to it."""

from __future__ import annotations

from protos.enishi.v1 import events_pb2
from services.adapter.outcome import Accepted
from services.query.own_stream import NotStored
from services.wiring.agency import Agency

SYSTEM_AGENCY = "SYS-1"
"""The sole writer of viewings (domain, section 2)."""


class AgencyStream:
    """``OwnStream`` over an agency of this process."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency

    async def record(self, event: events_pb2.Event) -> bytes:
        """Return once the event is durable: its id, 16 bytes. Raises NotStored."""
        outcome = await self._agency.record(event)
        if isinstance(outcome, Accepted):
            return outcome.event_id
        passing = outcome.status in ("UNAVAILABLE", "INTERNAL", "RESOURCE_EXHAUSTED")
        raise NotStored(outcome.code, outcome.message, passing=passing)
