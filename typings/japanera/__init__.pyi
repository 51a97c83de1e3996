"""What the project uses of japanera 2.1, which ships no types."""

import datetime
import enum
from typing import Self

class EraType(enum.Enum):
    GENERAL = "general"
    DAIKAKUJI = "daikakuji"
    JIMYOUIN = "jimyouin"
    COMMON = "common"

class Era:
    # None in the gaps between named eras of the seventh century.
    kanji: str | None
    english: str | None
    since: datetime.date
    until: datetime.date | None
    era_type: EraType
    def calc_relative_year(self, date: datetime.date) -> int: ...
    def relative_year_to_absolute_year(self, relative_year: int) -> int: ...
    def __contains__(self, item: datetime.date) -> bool: ...

ERA_DATA_COMMON: list[Era]
ERA_DATA_GENERAL: list[Era]
ERA_DATA_DAIKAKUJI: list[Era]
ERA_DATA_JIMYOUIN: list[Era]

class EraDate(datetime.date):
    era: Era
    def __new__(
        cls, year: int, month: int | None = None, day: int | None = None, era: Era | None = None
    ) -> Self: ...
    @classmethod
    def strptime(
        cls, date_string: str, format: str, allow_date_after_end_of_era: bool = False
    ) -> list[Self]: ...
    @classmethod
    def from_date(cls, dt: datetime.date, era: Era | None = None) -> Self: ...
    @classmethod
    def list_from_date(cls, dt: datetime.date, eras: list[Era] | None = None) -> list[Self]: ...
    def to_date(self) -> datetime.date: ...
