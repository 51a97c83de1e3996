from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.times import (
    FIRST_DAY,
    FIRST_MICROS,
    JST,
    LAST_DAY,
    LAST_MICROS,
    day_of,
    end_of_day,
    from_days,
    from_micros,
    to_days,
    to_micros,
)


@given(st.integers(FIRST_MICROS, LAST_MICROS))
def test_every_instant_of_the_log_reads_back(micros: int) -> None:
    assert to_micros(from_micros(micros)) == micros
    assert from_micros(micros).tzinfo is JST
    assert from_micros(micros).astimezone(UTC) == from_micros(micros)


@given(st.integers(FIRST_DAY, LAST_DAY))
def test_every_day_of_the_log_reads_back(days: int) -> None:
    assert to_days(from_days(days)) == days


def test_instants_and_days_count_from_1970() -> None:
    assert to_micros(datetime(1970, 1, 1, 9, tzinfo=JST)) == 0
    assert to_micros(datetime(1970, 1, 1, microsecond=1, tzinfo=UTC)) == 1
    assert to_micros(datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=UTC)) == -1
    assert to_days(date(1970, 1, 2)) == 1
    assert to_days(date(1944, 5, 3)) == -9374


@pytest.mark.parametrize("beyond", [FIRST_MICROS - 9 * 3_600_000_000 - 1, LAST_MICROS + 1])
def test_an_instant_outside_the_calendar_overflows(beyond: int) -> None:
    with pytest.raises(OverflowError):
        from_micros(beyond)


@pytest.mark.parametrize("beyond", [FIRST_DAY - 1, LAST_DAY + 1, 1 << 40])
def test_a_day_outside_the_calendar_is_refused(beyond: int) -> None:
    with pytest.raises((ValueError, OverflowError)):
        from_days(beyond)


def test_an_instant_without_a_time_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        to_micros(datetime(2026, 6, 1, tzinfo=UTC).replace(tzinfo=None))


@given(st.integers(FIRST_DAY, LAST_DAY - 1))
def test_a_day_ends_where_the_next_one_begins_in_japan(day: int) -> None:
    assert end_of_day(day) == to_micros(datetime.combine(from_days(day + 1), time(), JST))


def test_the_last_day_of_the_calendar_ends_too() -> None:
    assert end_of_day(LAST_DAY) == end_of_day(LAST_DAY - 1) + 86_400_000_000


def test_the_day_is_japans() -> None:
    before = datetime(2026, 6, 1, 14, 59, tzinfo=UTC)

    assert day_of(to_micros(before)) == date(2026, 6, 1)
    assert day_of(to_micros(before + timedelta(minutes=1))) == date(2026, 6, 2)
