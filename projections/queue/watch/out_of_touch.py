"""つながり続ける: an open case in which nobody has been in contact for a while."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Final

from projections.household.text import instant_text
from projections.household.view import Case
from projections.queue.board import Watched
from projections.stored_event import StoredEvent
from projections.visibility.protections import COMPARTMENTS
from schemas.times import JST, from_micros, to_micros

OUT_OF_TOUCH: Final = "OUT_OF_TOUCH"
_CONTACT: Final = frozenset(
    {
        "ConsultationReceived",
        "SupportProvided",
        "ContactAttempted",
        "AssessmentCompleted",
        "PlanAgreed",
        "MonitoringRecorded",
        "EvaluationRecorded",
        "ParticipationFollowedUp",
    }
)
_MET: Final = frozenset({"MET", "THROUGH_DOOR"})


def out_of_touch(
    case: Case, told: Iterable[StoredEvent], now: datetime, days: int
) -> Iterator[Watched]:
    """From the day after ``days`` days without any contact. ``told``: every effective event of the
    case, also what the desk may not see: that somebody was there keeps the case off the list and
    says nothing more. What is kept apart does not (V4)."""
    if case.state != "OPEN":
        return
    instant = to_micros(now)
    contacts = [
        event.envelope["occurred_at"]
        for event in told
        if event.envelope["occurred_at"] <= instant and _is_contact(event)
    ]
    if not contacts:
        return
    last = max(contacts)
    silent = now.astimezone(JST).date() - from_micros(last).astimezone(JST).date()
    if silent > timedelta(days=days):
        yield Watched(OUT_OF_TOUCH, "", case.case_id, instant_text(last), about=case.case_id)


def _is_contact(event: StoredEvent) -> bool:
    if event.name not in _CONTACT or event.envelope["compartment"] in COMPARTMENTS:
        return False
    return event.name != "ContactAttempted" or event.body["result"] in _MET
