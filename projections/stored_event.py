"""One accepted event as the projections read it, at the newest version of its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.catalogue import EventType
from schemas.codec import Body


class StoredEvent(NamedTuple):
    """One record of one agency's stream; ``sequence`` is that agency's own dense number.

    ``body`` is upcast. A tuple, because one is built for every replayed record and a frozen
    dataclass costs three times as much to build.
    """

    agency: str
    sequence: int
    type: EventType
    body: Body

    @property
    def envelope(self) -> Mapping[str, Any]:
        """The envelope (see ``schemas/avro/Envelope.avsc``)."""
        envelope: Mapping[str, Any] = self.body["envelope"]
        return envelope

    @property
    def name(self) -> str:
        """The event type, such as ``ReferralSent``."""
        return self.type.name

    @property
    def event_id(self) -> bytes:
        """16 bytes."""
        event_id: bytes = self.body["envelope"]["event_id"]
        return event_id

    @property
    def case_id(self) -> bytes | None:
        """16 bytes, or None for an event outside any case."""
        case_id: bytes | None = self.body["envelope"]["case_id"]
        return case_id


def by_time(event: StoredEvent) -> tuple[int, int, bytes]:
    """The one order in which events of several agencies are told: when it happened, when it was
    written down, and the event id, so that a tie does not depend on arrival (I7)."""
    envelope = event.body["envelope"]
    return envelope["occurred_at"], envelope["recorded_at"], envelope["event_id"]
