"""Days begin at midnight in Japan, and a day alone is never later than an hour of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schemas.times import JST, day_of, to_days, to_micros
from services.adapter.decisions.moments import Moment, japan_day

MICROS = st.integers(-2_208_988_800_000_000, 4_102_444_800_000_000)


@given(MICROS)
def test_a_day_is_the_day_in_japan(micros: int) -> None:
    assert japan_day(micros) == to_days(day_of(micros))


def test_instants_are_told_apart_to_the_microsecond() -> None:
    nine = datetime(2026, 6, 1, 9, tzinfo=JST)
    earlier, later = (
        Moment(to_micros(nine + timedelta(microseconds=each)), by_day=False) for each in (0, 1)
    )
    assert later.certainly_after(earlier)
    assert not earlier.certainly_after(later)
    assert not earlier.certainly_after(earlier)


def test_a_day_alone_is_later_only_from_the_next_day_on() -> None:
    evening = Moment(to_micros(datetime(2026, 6, 1, 20, tzinfo=JST)), by_day=False)
    same_day = Moment(to_micros(datetime(2026, 6, 1, tzinfo=JST)), by_day=True)
    next_day = Moment(to_micros(datetime(2026, 6, 2, tzinfo=JST)), by_day=True)
    assert not same_day.certainly_after(evening)
    assert not evening.certainly_after(same_day)
    assert next_day.certainly_after(evening)
