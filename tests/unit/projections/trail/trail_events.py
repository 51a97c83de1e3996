"""Audit events as the backbone's own stream holds them, for tests of the trail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from projections.stored_event import StoredEvent
from schemas.catalogue import catalogue
from schemas.times import to_micros
from tests.samples import sample_uuid
from tests.valid_events import valid_body

GLASS = sample_uuid("B1")


class Trail:
    """Says audit events one after another."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []

    def say(self, name: str, at: datetime, **changes: Any) -> StoredEvent:
        """The next event of SYS-1."""
        number = len(self.events) + 1
        record = changes.pop("record", f"record {number}")
        body = valid_body(
            name,
            at=at,
            agency="SYS-1",
            event_id=sample_uuid(f"event {number}"),
            source_record_id=record,
            **changes,
        )
        event = StoredEvent("SYS-1", number, catalogue().latest(name), body)
        self.events.append(event)
        return event

    def used(self, at: datetime, expires_at: datetime, **changes: Any) -> StoredEvent:
        """CT-1's u-31 uses GLASS."""
        defaults = {"viewer_agency": "CT-1", "viewer": "u-31", "break_glass_id": GLASS}
        fields = {**defaults, "expires_at": to_micros(expires_at), **changes}
        return self.say("BreakGlassUsed", at, **fields)

    def reviewed(self, at: datetime, agency: str, user: str, **changes: Any) -> StoredEvent:
        """Somebody reviews GLASS."""
        fields = {"reviewer_agency": agency, "reviewer": user, "break_glass_id": GLASS, **changes}
        return self.say("BreakGlassReviewed", at, **fields)
