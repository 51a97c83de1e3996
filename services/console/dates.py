"""Days and instants as a worker reads them: Western, with the Japanese era year beside."""

from __future__ import annotations

from datetime import date, datetime

from schemas.times import JST

_ERAS = (
    (date(2019, 5, 1), "令和", "Reiwa"),
    (date(1989, 1, 8), "平成", "Heisei"),
    (date(1926, 12, 25), "昭和", "Showa"),
    (date(1912, 7, 30), "大正", "Taisho"),
)
_FIRST = "元"


def era_year(day: date, *, japanese: bool) -> str:
    """``令和8年`` or ``Reiwa 8``; empty before 1912-07-30."""
    for start, ja, en in _ERAS:
        if day >= start:
            year = day.year - start.year + 1
            return f"{ja}{_FIRST if year == 1 else year}年" if japanese else f"{en} {year}"
    return ""


def day_text(text: str, *, japanese: bool) -> str:
    """An ISO day, ``2026年6月12日（令和8年）`` or ``2026-06-12 (Reiwa 8)``; else the text as it
    is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return _day(day, japanese=japanese)


def minute_text(text: str, *, japanese: bool) -> str:
    """An ISO instant in Japan time to the minute; a day as ``day_text``, else the text as it is."""
    if "T" not in text:
        return day_text(text, japanese=japanese)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    if moment.tzinfo is not None:
        moment = moment.astimezone(JST)
    return f"{_day(moment.date(), japanese=japanese)} {moment:%H:%M}"


def _day(day: date, *, japanese: bool) -> str:
    era = era_year(day, japanese=japanese)
    if japanese:
        return f"{day.year}年{day.month}月{day.day}日" + (f"（{era}）" if era else "")
    return day.isoformat() + (f" ({era})" if era else "")
