"""The age class of a birth-date range, at an instant, as 年齢計算ニ関スル法律 counts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.identity.age import AgeClass, AgeStatus, Month, age_status, attained_on
from schemas.times import JST

births = st.dates(date(1900, 1, 1), date(2030, 12, 31))
instants = st.builds(
    lambda day, hour: datetime(day.year, day.month, day.day, hour, tzinfo=JST),
    st.dates(date(1930, 1, 1), date(2099, 12, 31)),
    st.integers(0, 23),
)


def noon(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 12, tzinfo=JST)


@pytest.mark.parametrize(
    ("birth", "years", "attained"),
    [
        (date(2008, 6, 2), 18, date(2026, 6, 1)),
        (date(2008, 6, 1), 18, date(2026, 5, 31)),
        (date(2008, 1, 1), 18, date(2025, 12, 31)),
        (date(2008, 2, 29), 18, date(2026, 2, 28)),
        (date(2008, 2, 29), 16, date(2024, 2, 28)),
        (date(2007, 3, 1), 17, date(2024, 2, 29)),
        (date(1961, 4, 1), 65, date(2026, 3, 31)),
    ],
)
def test_an_age_is_attained_on_the_eve_of_the_birthday(
    birth: date, years: int, attained: date
) -> None:
    assert attained_on(birth, years) == attained


def test_a_negative_age_is_refused() -> None:
    with pytest.raises(ValueError, match="years"):
        attained_on(date(2000, 1, 1), -1)


@pytest.mark.parametrize(
    ("birth", "at", "status"),
    [
        (date(2008, 6, 2), noon(2026, 6, 1), AgeStatus(AgeClass.MINOR, Month(2026, 6))),
        (date(2008, 6, 2), noon(2026, 6, 2), AgeStatus(AgeClass.ADULT, Month(2073, 6))),
        (date(1961, 6, 2), noon(2026, 6, 1), AgeStatus(AgeClass.ADULT, Month(2026, 6))),
        (date(1961, 6, 2), noon(2026, 6, 2), AgeStatus(AgeClass.ELDER, None)),
        (date(2008, 2, 29), noon(2026, 2, 28), AgeStatus(AgeClass.MINOR, Month(2026, 3))),
        (date(2008, 2, 29), noon(2026, 3, 1), AgeStatus(AgeClass.ADULT, Month(2073, 3))),
    ],
)
def test_a_known_birthday_gives_a_class_and_the_month_of_change(
    birth: date, at: datetime, status: AgeStatus
) -> None:
    assert age_status(birth, birth, at) == status


def test_the_class_changes_at_midnight_in_japan() -> None:
    birth = date(2008, 6, 2)
    midnight = datetime(2026, 6, 1, 15, tzinfo=UTC)
    assert age_status(birth, birth, midnight - timedelta(seconds=1)).age_class is AgeClass.MINOR
    assert age_status(birth, birth, midnight).age_class is AgeClass.ADULT


def test_a_range_across_a_boundary_is_unknown_until_both_ends_have_passed_it() -> None:
    first, last = date(2008, 1, 1), date(2008, 12, 31)
    assert age_status(first, last, noon(2025, 12, 31)) == (AgeClass.MINOR, Month(2026, 1))
    assert age_status(first, last, noon(2026, 6, 1)) == (AgeClass.UNKNOWN, Month(2026, 12))
    assert age_status(first, last, noon(2026, 12, 31)) == (AgeClass.ADULT, Month(2073, 1))


def test_a_range_wide_of_every_boundary_has_its_class() -> None:
    status = age_status(date(1926, 12, 25), date(1940, 12, 31), noon(2026, 6, 1))
    assert status == (AgeClass.ELDER, None)


@pytest.mark.parametrize(("first", "last"), [(None, None), (date(2000, 1, 1), None)])
def test_an_unknown_birth_date_is_of_unknown_class(first: date | None, last: date | None) -> None:
    assert age_status(first, last, noon(2026, 6, 1)) == (AgeClass.UNKNOWN, None)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="at:"):
        age_status(None, None, noon(2026, 6, 1).replace(tzinfo=None))


@given(births, instants)
def test_the_class_holds_until_the_month_of_change_and_not_beyond(
    birth: date, at: datetime
) -> None:
    status = age_status(birth, birth, at)
    if status.next_change is None:
        assert status.age_class is AgeClass.ELDER
        return
    first_of_month = datetime(*status.next_change, 1, tzinfo=JST)
    before, after = first_of_month - timedelta(seconds=1), first_of_month + timedelta(days=31)
    if before >= at:
        assert age_status(birth, birth, before).age_class is status.age_class
    assert age_status(birth, birth, after).age_class is not status.age_class
