"""The ways in which one birth date is written, whole or in part."""

from __future__ import annotations

from datetime import date
from typing import Final

from projections.identity.eras import Era, era_of

UNKNOWN: Final = "不詳"
_WIDE: Final = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}


def formal(day: date) -> str:
    """昭和15年3月3日, with 元年 for a first year."""
    return f"{_era_year(day)}年{day.month}月{day.day}日"


def formal_wide(day: date) -> str:
    """As ``formal``, in full-width figures."""
    return formal(day).translate(_WIDE)


def dotted(day: date) -> str:
    """昭和15.3.3."""
    return f"{_era_year(day)}.{day.month}.{day.day}"


def lettered(day: date) -> str:
    """S15.3.3."""
    era = _era(day)
    return f"{era.letter}{day.year - era.first_year + 1}.{day.month}.{day.day}"


def western(day: date) -> str:
    """1940-03-03."""
    return day.isoformat()


def without_day(day: date) -> str:
    """昭和15年3月不詳."""
    return f"{_era_year(day)}年{day.month}月{UNKNOWN}"


def without_month(day: date) -> str:
    """昭和15年月日不詳."""
    return f"{_era_year(day)}年月日{UNKNOWN}"


def _era_year(day: date) -> str:
    era = _era(day)
    year = day.year - era.first_year + 1
    return era.name + ("元" if year == 1 else str(year))


def _era(day: date) -> Era:
    era = era_of(day)
    if era is None:
        raise ValueError("day: no era before 1868; give a date of a living person")
    return era
