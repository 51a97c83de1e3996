"""Instants and days as the log carries them: whole microseconds and whole days, Japan time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

JST = timezone(timedelta(hours=9), "JST")
"""Japan has had no daylight saving since 1952."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_IN_JAPAN = _EPOCH.astimezone(JST)
_MICROSECOND = timedelta(microseconds=1)
_DAY_MICROS = timedelta(days=1) // _MICROSECOND
_AHEAD_OF_UTC = timedelta(hours=9) // _MICROSECOND
_EPOCH_DAY = date(1970, 1, 1).toordinal()

FIRST_DAY = date.min.toordinal() - _EPOCH_DAY
LAST_DAY = date.max.toordinal() - _EPOCH_DAY
"""The days that from_days knows: years 1 to 9999."""

FIRST_MICROS = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
LAST_MICROS = (datetime.max.replace(tzinfo=JST) - _EPOCH) // _MICROSECOND
"""The instants that from_micros knows: years 1 to 9999, in Japan time and in UTC."""


def to_micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01T00:00Z. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return (moment - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The instant in Japan time. Raises OverflowError far outside FIRST_MICROS to LAST_MICROS."""
    return _EPOCH_IN_JAPAN + timedelta(microseconds=micros)


def to_days(day: date) -> int:
    """Days since 1970-01-01."""
    return day.toordinal() - _EPOCH_DAY


def from_days(days: int) -> date:
    """The day that many days after 1970-01-01.

    Raises ValueError or OverflowError outside FIRST_DAY to LAST_DAY.
    """
    return date.fromordinal(days + _EPOCH_DAY)


def day_of(micros: int) -> date:
    """The day in Japan on which an instant falls."""
    return from_micros(micros).date()


def end_of_day(day: int) -> int:
    """The first instant after a day in Japan, in microseconds; also after LAST_DAY."""
    return (day + 1) * _DAY_MICROS - _AHEAD_OF_UTC
