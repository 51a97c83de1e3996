"""The municipality's households one by one, each from its own random stream.

A household depends on the seed and its number alone, so any part of a municipality can be made
again without the rest, and nothing is held in memory.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.generator.histories import Told, tell
from services.generator.people.households import Household, HouseholdMaker
from services.generator.stream import Stream

DEFAULT_MUNICIPALITY: Final = "139998"
DEFAULT_UNTIL: Final = date(2026, 5, 31)
# Measured: with this factor 50,000 households and ten years come to about 20 events each.
_CONTACTS_PER_EVENT: Final = 1 / 8.0


@dataclass(frozen=True, slots=True)
class Municipality:
    """What is to be made. ``events_per_household`` is an average over ``years`` = 10."""

    households: int
    seed: int
    years: int = 10
    until: date = DEFAULT_UNTIL
    events_per_household: float = 20.0
    code: str = DEFAULT_MUNICIPALITY

    @property
    def since(self) -> date:
        """The first day of the history."""
        return self.until.replace(year=self.until.year - self.years, day=min(self.until.day, 28))

    def rng(self, part: str) -> Stream:
        """The random stream of one part: the same for the same seed and part."""
        return Stream(f"{self.seed}/{part}")

    def people(self) -> Iterator[Household]:
        """Every household with its members, without any history."""
        maker = HouseholdMaker(self.until)
        for index in range(self.households):
            yield maker.make(index, self.rng(f"household/{index}"))

    def told(self) -> Iterator[Told]:
        """Every household with its history."""
        density = self.events_per_household * _CONTACTS_PER_EVENT
        for household in self.people():
            rng = self.rng(f"history/{household.index}")
            yield tell(household, self.since, self.until, density, rng)
