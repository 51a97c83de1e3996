"""参加支援: who tries out which host, and when anybody last asked how it goes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from projections.household.text import id_text, occurred_on
from projections.stored_event import StoredEvent, by_time

MATCHED: Final = "ParticipationMatched"
FOLLOWED_UP: Final = "ParticipationFollowedUp"
ENDED: Final = "ENDED"


@dataclass(frozen=True, slots=True)
class Trial:
    """One person with one host; ``stage``: a code of participation_stage, since ``stage_on``.

    ``followed_up_on``: the last time anybody asked, empty where nobody did yet. Days in Japan.
    """

    case_id: str
    agency_id: str
    person_ref: str
    host_id: str
    stage: str
    matched_on: str
    stage_on: str
    followed_up_on: str
    event_id: str


def trials(case_id: bytes, seen: Iterable[StoredEvent]) -> tuple[Trial, ...]:
    """Every match of a case, of the effective events that its reader sees, the oldest first.

    Whoever comes back to a host after the end begins anew there.
    """
    running: dict[tuple[str, str], Trial] = {}
    done: list[Trial] = []
    for event in sorted(seen, key=by_time):
        if event.case_id != case_id or event.name not in (MATCHED, FOLLOWED_UP):
            continue
        if event.body["person"] is None or event.body["host_id"] is None:
            continue
        key = id_text(event.body["person"]), id_text(event.body["host_id"])
        before = running.get(key)
        if event.name == MATCHED or before is None:
            if before is not None:
                done.append(before)
            running[key] = _begun(event, *key)
        else:
            running[key] = _went_on(before, event)
    found = [*done, *running.values()]
    return tuple(sorted(found, key=lambda one: (one.matched_on, one.event_id)))


def last_heard(story: Iterable[StoredEvent]) -> int:
    """When anybody last heard of a match of the case: microseconds; 0 where none runs any more.
    ``story``: the case's own effective events."""
    stages: dict[tuple[object, object], str] = {}
    last = 0
    for event in sorted(story, key=by_time):
        if event.name in (MATCHED, FOLLOWED_UP):
            stages[event.body["person"], event.body["host_id"]] = event.body["stage"]
            last = event.envelope["occurred_at"]
    return last if any(stage != ENDED for stage in stages.values()) else 0


def _begun(event: StoredEvent, person: str, host: str) -> Trial:
    on = occurred_on(event)
    return Trial(
        case_id=id_text(event.case_id or b""),
        agency_id=event.agency,
        person_ref=person,
        host_id=host,
        stage=event.body["stage"],
        matched_on=on,
        stage_on=on,
        followed_up_on=on if event.name == FOLLOWED_UP else "",
        event_id=id_text(event.event_id),
    )


def _went_on(before: Trial, event: StoredEvent) -> Trial:
    on, stage = occurred_on(event), event.body["stage"]
    since = before.stage_on if stage == before.stage else on
    return replace(
        before,
        stage=stage,
        stage_on=since,
        followed_up_on=on,
        event_id=id_text(event.event_id),
    )
