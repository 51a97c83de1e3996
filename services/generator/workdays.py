"""Working days and hours of invented offices: no weekends or holidays, none from 12-29 to 01-03."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from random import Random

import jpholiday

from schemas.times import JST


@lru_cache(maxsize=8192)
def is_workday(day: date) -> bool:
    """Whether offices are open (国民の祝日に関する法律 for the national holidays)."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


def workday_on_or_after(day: date) -> date:
    """The first working day from ``day`` on."""
    while not is_workday(day):
        day += timedelta(days=1)
    return day


def workdays_after(day: date, count: int) -> date:
    """The working day ``count`` working days after ``day``."""
    for _ in range(count):
        day = workday_on_or_after(day + timedelta(days=1))
    return day


def office_hour(day: date, rng: Random) -> datetime:
    """A moment of ``day`` between 8:45 and 17:14, Japan time."""
    minutes = rng.randrange(8 * 60 + 45, 17 * 60 + 15)
    hour, minute = divmod(minutes, 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=JST)
