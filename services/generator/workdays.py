"""Office hours of invented offices."""

from __future__ import annotations

from datetime import date, datetime
from random import Random

from schemas.times import JST


def office_hour(day: date, rng: Random) -> datetime:
    """A moment of ``day`` between 8:45 and 17:14, Japan time."""
    minutes = rng.randrange(8 * 60 + 45, 17 * 60 + 15)
    hour, minute = divmod(minutes, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST)
