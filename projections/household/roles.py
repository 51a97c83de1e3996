"""役割分担: which agency does what in a case, and until when."""

from __future__ import annotations

from collections.abc import Sequence

from projections.household.text import day_text, event_ids
from projections.household.view import Role
from projections.stored_event import StoredEvent


def roles(events: Sequence[StoredEvent]) -> tuple[Role, ...]:
    """Every role given by a case's effective events in the order of ``by_time``, ended ones too,
    ordered by start, agency and task.

    A RoleEnded ends the roles its agency had been given before it: all, or those of its task.
    """
    given = [
        _role(event, events[at + 1 :])
        for at, event in enumerate(events)
        if event.name == "RoleAssigned"
    ]
    return tuple(sorted(given, key=lambda role: (role.start, role.agency_id, role.task)))


def _role(given: StoredEvent, later: Sequence[StoredEvent]) -> Role:
    body = given.body
    ending = next((event for event in later if _ends(event, given)), None)
    return Role(
        agency_id=body["agency"],
        is_lead=body["is_lead"],
        task=body["task"],
        start=day_text(body["start"]),
        end=day_text(body["end"] if ending is None else ending.body["end"]),
        event_ids=event_ids([given] if ending is None else [given, ending]),
    )


def _ends(event: StoredEvent, given: StoredEvent) -> bool:
    return (
        event.name == "RoleEnded"
        and event.body["agency"] == given.body["agency"]
        and event.body["task"] in (None, given.body["task"])
    )
