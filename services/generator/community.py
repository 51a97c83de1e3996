"""地域づくり and hosts of participation: events about places, never about persons."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from projections.calendar import business_day_on_or_after
from services.generator.agencies import AGENCIES
from services.generator.steps import Step, Value
from services.generator.workdays import office_hour

HOSTS: Final = 12
_HOUSEHOLDS_PER_PLACE: Final = 2000
_NAMESPACE: Final = uuid.UUID("c2a8f0b4-1d6e-5a8c-9b1f-2f4f6a7d9e01")
_KINDS: Final = ("PLACE", "SALON", "CAFETERIA", "OTHER")
_ACTIVITIES: Final = ("SALON", "CAFETERIA", "LEARNING", "EXERCISE", "MEETING")
_TOWNS: Final = ("桜町", "若葉台", "緑が丘", "一ノ宮", "富士見", "光が丘", "宮前", "花園")
_HELD_EVERY_DAYS: Final = 28


def host_id(number: int) -> str:
    """The id of a host of participation; hosts are the same in every invented municipality."""
    return str(uuid.uuid5(_NAMESPACE, f"host/{number}"))


def community_steps(households: int, rng: Random, since: date, until: date) -> Iterator[Step]:
    """Every step about places between two days, in no order; more places for more households."""
    for number in range(HOSTS):
        day = since + timedelta(days=rng.randrange(30))
        yield _registered("PA", host_id(number), "HOST", day, rng)
    for number in range(1 + households // _HOUSEHOLDS_PER_PLACE):
        opened = since + timedelta(days=rng.randrange(max(1, (until - since).days // 2)))
        place = str(uuid.uuid5(_NAMESPACE, f"place/{number}"))
        yield _registered("CB", place, rng.choice(_KINDS), opened, rng)
        day = opened + timedelta(days=_HELD_EVERY_DAYS)
        while day <= until:
            yield _held(place, day, rng)
            day += timedelta(days=rng.randint(_HELD_EVERY_DAYS // 2, _HELD_EVERY_DAYS * 2))
    for _ in range((until - since).days // 60):
        day = since + timedelta(days=rng.randrange((until - since).days))
        gap = rng.choice(("NO_HOST", "NO_PLACE", "NO_TRANSPORT", "NO_RESPITE"))
        data: dict[str, Value] = {"area_code": f"A{rng.randint(1, 25):02}", "gap_code": gap}
        yield _step("ResourceGapRecorded", rng.choice(("CT", "CB")), day, data, rng)


def _registered(code: str, resource: str, kind: str, day: date, rng: Random) -> Step:
    data: dict[str, Value] = {
        "resource_id": resource,
        "kind": kind,
        "place": rng.choice(_TOWNS),
        "capacity": rng.randint(1, 6) if kind == "HOST" else rng.randint(10, 60),
        "accepts": rng.sample(("HIKIKOMORI_TRUANCY", "JOB_SEEK", "ISOLATION", "ELDERCARE"), 2),
    }
    return _step("ResourceRegistered", code, day, data, rng)


def _held(place: str, day: date, rng: Random) -> Step:
    data: dict[str, Value] = {
        "resource_id": place,
        "kind": rng.choice(_ACTIVITIES),
        "participants": rng.randint(3, 45),
    }
    return _step("CommunityActivityHeld", "CB", day, data, rng)


def _step(kind: str, code: str, day: date, data: dict[str, Value], rng: Random) -> Step:
    agency = AGENCIES[code]
    at: datetime = office_hour(business_day_on_or_after(day), rng)
    return Step(
        kind=kind,
        agency=agency,
        occurred=at,
        recorded=at + timedelta(minutes=10),
        arrives=at + timedelta(minutes=11),
        record=f"C-{rng.getrandbits(40):010x}",
        data=data,
        basis="NONE",
        compartment="NONE",
        role=code,
        actor=f"u-{rng.randint(1, agency.staff):02}",
    )
