"""Business days of Japanese public offices: no weekends, national holidays or 12-29 to 01-03.

National holidays: 国民の祝日に関する法律; the closing of offices at the turn of the year:
行政機関の休日に関する法律, art. 1, which municipal by-laws follow.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

import jpholiday


@lru_cache(maxsize=8192)
def is_business_day(day: date) -> bool:
    """Whether offices are open."""
    year_end = (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3)
    return day.weekday() < 5 and not year_end and not jpholiday.is_holiday(day)


def business_day_on_or_after(day: date) -> date:
    """The first business day from ``day`` on."""
    while not is_business_day(day):
        day += timedelta(days=1)
    return day


def business_days_after(day: date, count: int) -> date:
    """The business day ``count`` business days after ``day``; ``day`` itself for a count of 0."""
    for _ in range(count):
        day = business_day_on_or_after(day + timedelta(days=1))
    return day


def months_after(day: date, count: int) -> date:
    """The same day ``count`` months later; the month's last where it has no such day (Civil Code
    art. 143(2))."""
    months = day.month - 1 + count
    year, month = day.year + months // 12, months % 12 + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def business_days_through(start: date, end: date) -> int:
    """How many business days lie after ``start`` and through ``end``; 0 where ``end`` is before."""
    days = (end - start).days
    return sum(is_business_day(start + timedelta(days=n)) for n in range(1, days + 1))
