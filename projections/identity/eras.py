"""The eras a living person's papers may name, with their first and last days (rule I3).

Sources: 明治45年7月30日詔書, 大正15年12月25日詔書 (the day of change belongs to both eras: the old
one until the proclamation, the new one from it on, and registers hold both), 昭和64年政令第1号
(in force on 1989-01-08), 平成31年政令第143号 (in force on 2019-05-01).
"""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple


class Era(NamedTuple):
    """One era; ``last_day`` is None for the present one."""

    name: str
    letter: str
    first_day: date
    last_day: date | None

    @property
    def first_year(self) -> int:
        """The western year that its year 1 (元年) falls in."""
        return self.first_day.year


ERAS: Final = (
    Era("明治", "M", date(1868, 1, 25), date(1912, 7, 30)),
    Era("大正", "T", date(1912, 7, 30), date(1926, 12, 25)),
    Era("昭和", "S", date(1926, 12, 25), date(1989, 1, 7)),
    Era("平成", "H", date(1989, 1, 8), date(2019, 4, 30)),
    Era("令和", "R", date(2019, 5, 1), None),
)


def era_of(day: date) -> Era | None:
    """The era that begins last on or before ``day``; None before Meiji."""
    begun = [era for era in ERAS if era.first_day <= day]
    return begun[-1] if begun else None
