"""Offices are open on weekdays, closed from 12-29 to 01-03."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar import (
    business_day_on_or_after,
    business_days_after,
    business_days_through,
    is_business_day,
)
from schemas.times import from_days, to_days


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
        (date(2026, 5, 6), False),  # the substitute for 3 May, a Sunday
        (date(2026, 9, 22), False),  # between two holidays
    ],
)
def test_offices_are_open_on_working_days(day: date, is_open: bool) -> None:
    assert is_business_day(day) is is_open


def test_a_closed_day_moves_on_to_the_next_open_one() -> None:
    assert business_day_on_or_after(date(2025, 12, 27)) == date(2026, 1, 5)
    assert business_day_on_or_after(date(2026, 6, 1)) == date(2026, 6, 1)


def test_working_days_are_counted_from_the_next_one() -> None:
    assert business_days_after(date(2026, 6, 1), 5) == date(2026, 6, 8)


days = st.integers(to_days(date(2024, 1, 1)), to_days(date(2030, 12, 31))).map(from_days)
counts = st.integers(0, 60)


@given(days, counts)
def test_a_deadline_is_a_business_day_and_as_far_off_as_said(day: date, count: int) -> None:
    due = business_days_after(day, count)
    assert business_days_through(day, due) == count
    assert count == 0 or is_business_day(due)


@given(days, days, days)
def test_waiting_adds_up_and_never_shrinks(one: date, two: date, three: date) -> None:
    first, middle, last = sorted((one, two, three))
    whole = business_days_through(first, last)
    assert whole == business_days_through(first, middle) + business_days_through(middle, last)
    assert 0 <= whole <= (last - first).days
    assert business_days_through(last, first) == 0 or first == last
