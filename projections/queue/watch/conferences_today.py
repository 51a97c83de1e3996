"""本日の会議: support conferences that are held today, to their members alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from projections.household.text import id_text, instant_text
from projections.queue.board import Watched
from projections.stored_event import StoredEvent
from schemas.times import to_days

CONFERENCE_TODAY: Final = "CONFERENCE_TODAY"


def conferences_today(told: Iterable[StoredEvent], desk: str, today: date) -> Iterator[Watched]:
    """What is said there stays there, and so does that it is held: only a member who gave the
    secrecy acknowledgement is told (Social Welfare Act art. 106-6)."""
    for event in told:
        if (
            event.name == "SupportConferenceConvened"
            and event.body["held_on"] == to_days(today)
            and desk in event.body["members"]
            and desk in event.body["confidentiality_acks"]
        ):
            yield Watched(
                CONFERENCE_TODAY,
                "",
                id_text(event.case_id) if event.case_id else "",
                instant_text(event.envelope["occurred_at"]),
                about=id_text(event.body["conference_id"]),
                due=today.isoformat(),
            )
