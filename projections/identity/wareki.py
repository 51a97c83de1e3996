"""Dates as agencies write them, wareki or western, read into a range (rule I3).

The string is kept. What it can mean is the earliest and the latest possible day: a missing
month or day (不詳) widens the range, a wholly unknown date has none. An impossible date gets a
warning beside the widest range that its valid parts leave; no day is ever put in its place.
"""

from __future__ import annotations

import calendar
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from projections.identity.eras import ERAS, Era
from projections.identity.numerals import kanji_to_arabic

_ERA_LETTERS: Final = {era.letter: era for era in ERAS}
_ERA_NAMES: Final = {era.name: era for era in ERAS}
_UNKNOWN: Final = "不詳"
_ALL_UNKNOWN: Final = re.compile(r"(?:生?年?月?日?)?(?:不詳|不明|未詳)")
_WRITTEN: Final = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR])?"
    r"(?P<year>\d{1,4}|元|不詳)(?:年|[./\-]|$)"
    r"(?:(?P<month>\d{1,2}|不詳)(?:月|[./\-]|$))?"
    r"(?:(?P<day>\d{1,2}|不詳)日?)?"
)
_COMPACT: Final = re.compile(
    r"(?P<era>[MTSHR])?(?P<year>\d{4}|\d{2})(?P<month>\d{2})(?P<day>\d{2})"
)
_WESTERN_YEARS: Final = range(1800, 2200)
_SOLAR_CALENDAR_FROM: Final = 1873


class DateWarningCode(StrEnum):
    """Why a date as written cannot be right, or cannot be read."""

    UNREADABLE = "UNREADABLE"
    IMPOSSIBLE_MONTH = "IMPOSSIBLE_MONTH"
    IMPOSSIBLE_DAY = "IMPOSSIBLE_DAY"
    OUTSIDE_ERA = "OUTSIDE_ERA"
    LUNAR_CALENDAR = "LUNAR_CALENDAR"


@dataclass(frozen=True, slots=True)
class DateWarning:
    """What is wrong, and what whoever wrote it can do. Holds nothing of the date itself."""

    code: DateWarningCode
    advice: str


@dataclass(frozen=True, slots=True)
class StatedDate:
    """A date as written, with the days it can mean, both ends included.

    ``earliest`` and ``latest`` are both None where the date says nothing (不詳, unreadable).
    """

    text: str
    earliest: date | None
    latest: date | None
    warning: DateWarning | None = None

    @property
    def exact(self) -> date | None:
        """The day, where the string names exactly one and it exists."""
        return self.earliest if self.earliest == self.latest and self.warning is None else None


_ADVICE: Final = {
    DateWarningCode.UNREADABLE: "write it like 昭和15年3月3日, S15.3.3 or 1940-03-03",
    DateWarningCode.IMPOSSIBLE_MONTH: "a month is 1 to 12, or 不詳; check the original document",
    DateWarningCode.IMPOSSIBLE_DAY: "the month has no such day; check the original document",
    DateWarningCode.OUTSIDE_ERA: "the era had ended or not begun; check the original document",
    DateWarningCode.LUNAR_CALENDAR: "before 1873 the calendar was lunar; only the year is read",
}


def parse_date(text: str) -> StatedDate:
    """Read a date in any of the forms in use; never raises.

    昭和15.3.3, 昭和15年3月3日, 昭和十五年三月三日, S15.3.3, S150303, ㍼15.3.3, 平成元年,
    昭和15年3月不詳, 昭和15年月日不詳, 不詳, 1940-03-03, 1940年3月3日, 19400303, in any width.
    """
    plain = _plain(text)
    if _ALL_UNKNOWN.fullmatch(plain):
        return StatedDate(text, None, None)
    match = _WRITTEN.fullmatch(plain) or _COMPACT.fullmatch(plain)
    if match is None:
        return _warned(text, None, None, DateWarningCode.UNREADABLE)
    era = _era(match["era"])
    if match["year"] == _UNKNOWN:
        return _year_unknown(text, era, match["month"], match["day"])
    year = 1 if match["year"] == "元" else int(match["year"])
    if era is None and year not in _WESTERN_YEARS:
        return _warned(text, None, None, DateWarningCode.UNREADABLE)
    western = year if era is None else era.first_year + year - 1
    if year == 0 or western not in _WESTERN_YEARS:
        return _warned(text, None, None, DateWarningCode.OUTSIDE_ERA)
    return _in_year(text, era, western, _number(match["month"]), _number(match["day"]))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).upper().removeprefix("西暦")
    plain = re.sub(r"[\s,生]", "", plain).translate({0x30FB: ".", 0x2010: "-", 0x2212: "-"})
    plain = plain.replace("不明", _UNKNOWN).replace("未詳", _UNKNOWN)
    # 月日不詳 and 日不詳 say what is missing before the word, 不詳月 and 不詳日 behind it.
    plain = re.sub(r"(年|月)(?:月日|日)不詳$", r"\1不詳", plain)
    plain = re.sub(r"^(..)年不詳$", r"\1不詳年", plain)
    plain = re.sub(r"不詳月(?:不詳日)?$", _UNKNOWN, plain)
    return kanji_to_arabic(plain)


def _era(named: str | None) -> Era | None:
    return None if named is None else _ERA_NAMES.get(named) or _ERA_LETTERS[named]


def _number(written: str | None) -> int | None:
    return None if written is None or written == _UNKNOWN else int(written)


def _in_year(
    text: str, era: Era | None, year: int, month: int | None, day: int | None
) -> StatedDate:
    any_day = date(year, 1, 1), date(year, 12, 31)
    whole_year = _within(era, *any_day)
    if whole_year is None:
        return _warned(text, None, None, DateWarningCode.OUTSIDE_ERA)
    if year < _SOLAR_CALENDAR_FROM and era is not None:
        return _warned(text, *whole_year, DateWarningCode.LUNAR_CALENDAR)
    if month is None:
        return StatedDate(text, *whole_year)
    if not 1 <= month <= 12:
        return _warned(text, *whole_year, DateWarningCode.IMPOSSIBLE_MONTH)
    return _in_month(text, era, date(year, month, 1), day)


def _in_month(text: str, era: Era | None, first: date, day: int | None) -> StatedDate:
    any_day = date(first.year, 1, 1), date(first.year, 12, 31)
    last = first.replace(day=calendar.monthrange(first.year, first.month)[1])
    whole_month = _within(era, first, last)
    if whole_month is None:
        return _warned(text, *any_day, DateWarningCode.OUTSIDE_ERA)
    if day is None:
        return StatedDate(text, *whole_month)
    if not 1 <= day <= last.day:
        return _warned(text, *whole_month, DateWarningCode.IMPOSSIBLE_DAY)
    stated = first.replace(day=day)
    if _within(era, stated, stated) is None:
        return _warned(text, *any_day, DateWarningCode.OUTSIDE_ERA)
    return StatedDate(text, stated, stated)


def _year_unknown(text: str, era: Era | None, month: str | None, day: str | None) -> StatedDate:
    known = _number(month) is not None or _number(day) is not None
    if era is None or known:
        warning = DateWarningCode.UNREADABLE if known else None
        return StatedDate(text, None, None, _warning(warning) if warning else None)
    return StatedDate(text, era.first_day, era.last_day)


def _within(era: Era | None, first: date, last: date) -> tuple[date, date] | None:
    if era is None:
        return first, last
    first = max(first, era.first_day)
    last = min(last, era.last_day or last)
    return (first, last) if first <= last else None


def _warning(code: DateWarningCode) -> DateWarning:
    return DateWarning(code, _ADVICE[code])


def _warned(
    text: str, earliest: date | None, latest: date | None, code: DateWarningCode
) -> StatedDate:
    return StatedDate(text, earliest, latest, _warning(code))
