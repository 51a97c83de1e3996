"""Offices are open on weekdays, closed from 12-29 to 01-03."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest

from services.generator.workdays import (
    is_workday,
    office_hour,
    workday_on_or_after,
    workdays_after,
)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 6, 1), True),
        (date(2026, 6, 6), False),
        (date(2026, 6, 7), False),
        (date(2025, 12, 28), False),
        (date(2025, 12, 29), False),
        (date(2026, 1, 2), False),
        (date(2026, 1, 5), True),
    ],
)
def test_offices_are_open_on_working_days(day: date, is_open: bool) -> None:
    assert is_workday(day) is is_open


def test_a_closed_day_moves_on_to_the_next_open_one() -> None:
    assert workday_on_or_after(date(2025, 12, 27)) == date(2026, 1, 5)
    assert workday_on_or_after(date(2026, 6, 1)) == date(2026, 6, 1)


def test_working_days_are_counted_from_the_next_one() -> None:
    assert workdays_after(date(2026, 6, 1), 5) == date(2026, 6, 8)


def test_office_hours_are_by_day() -> None:
    moments = [office_hour(date(2026, 6, 1), Random(seed)) for seed in range(200)]
    assert {moment.date() for moment in moments} == {date(2026, 6, 1)}
    assert all(8 <= moment.hour <= 17 for moment in moments)
