"""Urgency flags (緊急度フラグ): OPEN when raised, RESPONDED at the first response, then CLEARED."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from projections.ground import NO_GROUND, ground_of
from projections.household.text import event_ids, id_text, instant_text
from projections.household.view import Flag
from projections.stored_event import StoredEvent
from schemas.codes import code_list

_NAMES = ("UrgencyFlagRaised", "UrgencyFlagResponded", "UrgencyFlagCleared")


def flags(events: Iterable[StoredEvent]) -> tuple[Flag, ...]:
    """The flags among effective events in the order of ``by_time``, ordered by their first event.

    A response or clearing whose raising has not arrived shows a flag without a code.
    """
    stories: dict[bytes, list[StoredEvent]] = {}
    for event in events:
        if event.name in _NAMES:
            stories.setdefault(event.body["flag_id"], []).append(event)
    return tuple(_flag(flag_id, story) for flag_id, story in stories.items())


def _flag(flag_id: bytes, story: Sequence[StoredEvent]) -> Flag:
    raised = _first(story, "UrgencyFlagRaised")
    responded = _first(story, "UrgencyFlagResponded")
    cleared = _first(story, "UrgencyFlagCleared")
    flag: str = raised.body["flag"] if raised else ""
    ground = ground_of(raised) if raised else NO_GROUND
    return Flag(
        flag_id=id_text(flag_id),
        flag=flag,
        band=code_list("urgency_flag").more(flag, "band") or "",
        state="CLEARED" if cleared else "RESPONDED" if responded else "OPEN",
        raised_at=_when(raised),
        responded_at=_when(responded),
        agency_id=raised.agency if raised else "",
        event_ids=event_ids(story),
        legal_basis=ground.legal_basis,
        compartment=ground.compartment,
        consent_id=ground.consent_id,
        conference_id=ground.conference_id,
        council_case_id=ground.council_case_id,
    )


def _first(story: Sequence[StoredEvent], name: str) -> StoredEvent | None:
    return next((event for event in story if event.name == name), None)


def _when(event: StoredEvent | None) -> str:
    return "" if event is None else instant_text(event.envelope["occurred_at"])
