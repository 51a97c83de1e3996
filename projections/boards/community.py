"""地域資源: places to go, hosts of participation, and what the town lacks. It names no person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from projections.household.text import id_text, occurred_on
from projections.stored_event import StoredEvent, by_time

REGISTERED: Final = "ResourceRegistered"
HELD: Final = "CommunityActivityHeld"
LACKING: Final = "ResourceGapRecorded"
TYPES: Final = (REGISTERED, HELD, LACKING)
HOST: Final = "HOST"
YEAR: Final = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Place:
    """A place to go or a host. ``held``, ``visits``: activities within the last 365 days, and the
    people counted at them; ``last_on``: the day of the last one ever, empty where there was none.
    """

    resource_id: str
    kind: str
    place: str
    capacity: int
    accepts: tuple[str, ...]
    agency_id: str
    registered_on: str
    held: int
    visits: int
    last_on: str


@dataclass(frozen=True, slots=True)
class Lack:
    """不足: what an area lacks, how often that was said and by whom. Days in Japan."""

    area_code: str
    gap_code: str
    times: int
    first_on: str
    last_on: str
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Community:
    """``places`` by kind and name, ``lacks`` with the most often said first."""

    places: tuple[Place, ...]
    lacks: tuple[Lack, ...]


def community(effective: Iterable[StoredEvent], today: date) -> Community:
    """What stands of it today in Japan."""
    told = sorted(effective, key=by_time)
    held: dict[bytes, list[StoredEvent]] = {}
    said: dict[tuple[str, str], list[StoredEvent]] = {}
    for event in told:
        if event.name == HELD:
            held.setdefault(event.body["resource_id"], []).append(event)
        elif event.name == LACKING:
            said.setdefault((event.body["area_code"], event.body["gap_code"]), []).append(event)
    since = (today - YEAR).isoformat()
    places = [
        _place(event, held.get(event.body["resource_id"], []), since)
        for event in told
        if event.name == REGISTERED
    ]
    lacks = [_lack(*where, events) for where, events in said.items()]
    return Community(
        tuple(sorted(places, key=lambda one: (one.kind, one.place, one.resource_id))),
        tuple(sorted(lacks, key=lambda one: (-one.times, one.area_code, one.gap_code))),
    )


def _place(event: StoredEvent, held: list[StoredEvent], since: str) -> Place:
    lately = [one for one in held if occurred_on(one) > since]
    return Place(
        resource_id=id_text(event.body["resource_id"]),
        kind=event.body["kind"],
        place=event.body["place"],
        capacity=event.body["capacity"] or 0,
        accepts=tuple(event.body["accepts"]),
        agency_id=event.agency,
        registered_on=occurred_on(event),
        held=len(lately),
        visits=sum(one.body["participants"] for one in lately),
        last_on=occurred_on(held[-1]) if held else "",
    )


def _lack(area: str, gap: str, events: list[StoredEvent]) -> Lack:
    return Lack(
        area_code=area,
        gap_code=gap,
        times=len(events),
        first_on=occurred_on(events[0]),
        last_on=occurred_on(events[-1]),
        agencies=tuple(sorted({event.agency for event in events})),
    )
