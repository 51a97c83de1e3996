"""A person as he or she truly is; what agencies make of it is in ``knowledge``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from services.generator.people.foreign_names import ForeignFamily, ForeignName, draw_name
from services.generator.people.given_names import FEMALE, GivenName, GivenNames
from services.generator.people.surnames import Surname, Surnames

# 夫婦同姓 (Civil Code art. 750): in 95 of 100 marriages the wife's name changes (人口動態統計).
_CHANGED_AT_MARRIAGE: Final = 0.95


@dataclass(frozen=True, slots=True)
class Person:
    """The true identity. ``id`` is known to nobody but the side file."""

    id: str
    municipal_id: str
    sex: str
    born: date
    relationship: str
    surname: Surname
    given: GivenName
    former: Surname | None
    foreign: ForeignName | None
    phone: str

    @property
    def name(self) -> str:
        """The legal name: as in the family register, or on the residence card."""
        if self.foreign is not None:
            return self.foreign.roman
        return f"{self.surname.register}　{self.given.register}"

    @property
    def common_name(self) -> str:
        """The name in everyday characters."""
        if self.foreign is not None:
            return self.foreign.alias or self.foreign.roman
        return f"{self.surname.common}　{self.given.common}"

    @property
    def kana(self) -> str:
        """The reading, family name and own name apart."""
        if self.foreign is not None:
            return self.foreign.kana
        return f"{self.surname.kana} {self.given.kana}"

    def age_on(self, day: date) -> int:
        """Completed years; negative before birth."""
        before_birthday = (day.month, day.day) < (self.born.month, self.born.day)
        return day.year - self.born.year - before_birthday


@dataclass(frozen=True, slots=True)
class Family:
    """What members of a household share: a surname, or a foreign family's name."""

    surname: Surname
    foreign: ForeignFamily | None


class PersonMaker:
    """Makes people; holds the name lists, which are read once."""

    def __init__(self) -> None:
        self._surnames = Surnames()
        self._given = GivenNames()

    def surname(self, rng: Random) -> Surname:
        """A surname drawn by weight."""
        return self._surnames.draw(rng)

    def make(
        self,
        number: tuple[int, int],
        family: Family,
        sex: str,
        born: date,
        relationship: str,
        rng: Random,
    ) -> Person:
        """One person: ``number`` is the household's and the member's within it."""
        household, member = number
        given = self._given.draw(sex, born.year, rng)
        married_in = relationship == "SPOUSE" and sex == FEMALE and family.foreign is None
        former = married_in and rng.random() < _CHANGED_AT_MARRIAGE
        return Person(
            id=f"P{household:06}-{member}",
            municipal_id=f"{1_000_000_000 + household * 10 + member}",
            sex=sex,
            born=born,
            relationship=relationship,
            surname=family.surname,
            given=given,
            former=self._surnames.draw(rng) if former else None,
            foreign=draw_name(family.foreign, given.common, rng) if family.foreign else None,
            phone=_mobile(rng),
        )


def _mobile(rng: Random) -> str:
    prefix = rng.choice(("070", "080", "090"))
    return f"{prefix}-{rng.randint(1000, 9999)}-{rng.randint(1000, 9999)}"
