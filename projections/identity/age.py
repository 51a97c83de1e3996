"""The age class of a person whose birth date may be known only as a range.

年齢計算ニ関スル法律 with Civil Code art. 143: an age is attained at the end (24:00) of the day
before the birthday, so that statutes which count in days (年齢に達した日) name that day, while at
any instant of it the person is still the younger. Who is born on 29 February attains an age at
the end of 28 February in every year. Majority is 18 (Civil Code art. 4), the elderly are 65 and
over (Long-Term Care Insurance Act art. 9).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final, NamedTuple

from schemas.times import JST

MAJORITY: Final = 18
ELDERLY: Final = 65


class AgeClass(StrEnum):
    """What the queue and the figures may know of an age."""

    MINOR = "MINOR"
    ADULT = "ADULT"
    ELDER = "ELDER"
    UNKNOWN = "UNKNOWN"


class Month(NamedTuple):
    """A calendar month in Japan."""

    year: int
    month: int


class AgeStatus(NamedTuple):
    """The class at an instant, and the month in which it next changes (None: never again).

    The month alone is kept because the day would give the birthday away.
    """

    age_class: AgeClass
    next_change: Month | None


def attained_on(birth: date, years: int) -> date:
    """The day at whose end the age of ``years`` is attained: the eve of the birthday.

    Raises ValueError for a negative age, OverflowError past the year 9999.
    """
    if years < 0:
        raise ValueError("years: an age is not negative; give the age to be attained")
    if birth.month == 2 and birth.day == 29:
        return date(birth.year + years, 2, 28)
    return date(birth.year + years, birth.month, birth.day) - timedelta(days=1)


def age_status(earliest: date | None, latest: date | None, at: datetime) -> AgeStatus:
    """The age class at ``at`` of someone born between ``earliest`` and ``latest``.

    ``at`` must carry a time zone; the day is Japan's. The class is UNKNOWN while the range
    spans two of them, and where either end is missing. Raises ValueError for a naive ``at``.
    """
    if at.tzinfo is None:
        raise ValueError("at: a time without a zone names no instant; give an aware datetime")
    if earliest is None or latest is None:
        return AgeStatus(AgeClass.UNKNOWN, None)
    today = at.astimezone(JST).date()
    changes = sorted(
        attained_on(birth, years) + timedelta(days=1)
        for birth in {earliest, latest}
        for years in (MAJORITY, ELDERLY)
    )
    now = _class_between(earliest, latest, today)
    for change in changes:
        if change > today and _class_between(earliest, latest, change) is not now:
            return AgeStatus(now, Month(change.year, change.month))
    return AgeStatus(now, None)


def _class_between(earliest: date, latest: date, today: date) -> AgeClass:
    older, younger = _class_of(earliest, today), _class_of(latest, today)
    return older if older is younger else AgeClass.UNKNOWN


def _class_of(birth: date, today: date) -> AgeClass:
    if attained_on(birth, ELDERLY) < today:
        return AgeClass.ELDER
    return AgeClass.ADULT if attained_on(birth, MAJORITY) < today else AgeClass.MINOR
