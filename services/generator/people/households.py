"""Households with their kinds, sizes and ages.

Shares of kinds: 令和2年国勢調査 人口等基本集計 (2020 Population Census, general households): living
alone 38.1%, couples 20.1%, couples with children 25.1%, mother with children 7.7%, father with
children 1.3%, three generations 4.2%, others 3.5%; 2.21 persons on average; 28.6% of people 65
or older, 12.1% of households an elder alone. Ages within a kind are set so that these come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from random import Random
from typing import Final

from services.generator.people.addresses import Address, draw_address
from services.generator.people.foreign_names import draw_family
from services.generator.people.given_names import FEMALE, MALE
from services.generator.people.person import Family, Person, PersonMaker

# 在留外国人統計 2023: 2.7% of residents.
_FOREIGN_SHARE: Final = 0.025
_OTHER_SURNAME_SHARE: Final = 0.05


class Kind(StrEnum):
    """The census's kinds of general households."""

    ALONE = "ALONE"
    COUPLE = "COUPLE"
    COUPLE_CHILDREN = "COUPLE_CHILDREN"
    MOTHER_CHILDREN = "MOTHER_CHILDREN"
    FATHER_CHILDREN = "FATHER_CHILDREN"
    THREE_GENERATIONS = "THREE_GENERATIONS"
    OTHER = "OTHER"


_KINDS: Final = tuple(Kind)
_SHARES: Final = (381, 201, 251, 77, 13, 42, 35)


@dataclass(frozen=True, slots=True)
class Household:
    """People under one roof on the reference day, the head first."""

    index: int
    kind: Kind
    address: Address
    members: tuple[Person, ...]

    @property
    def id(self) -> str:
        """The true household, for the side file."""
        return f"H{self.index:06}"

    def alive_on(self, day: date) -> tuple[Person, ...]:
        """The members already born on that day."""
        return tuple(person for person in self.members if person.born <= day)


@dataclass(frozen=True, slots=True)
class _Member:
    relationship: str
    sex: str
    age: int


class HouseholdMaker:
    """Makes households as of one reference day."""

    def __init__(self, as_of: date) -> None:
        self._as_of = as_of
        self._people = PersonMaker()

    def make(self, index: int, rng: Random) -> Household:
        """Household number ``index``; everything about it comes from ``rng``."""
        kind = rng.choices(_KINDS, weights=_SHARES)[0]
        foreign = draw_family(rng) if rng.random() < _FOREIGN_SHARE else None
        family = Family(self._people.surname(rng), foreign)
        members = []
        for number, member in enumerate(_compose(kind, rng)):
            born = _birthday(member.age, self._as_of, rng)
            bears = family
            if member.relationship == "PARENT" and rng.random() < _OTHER_SURNAME_SHARE:
                bears = Family(self._people.surname(rng), foreign)
            members.append(
                self._people.make(
                    (index, number), bears, member.sex, born, member.relationship, rng
                )
            )
        return Household(index, kind, draw_address(rng), tuple(members))


def _compose(kind: Kind, rng: Random) -> Iterator[_Member]:
    match kind:
        case Kind.ALONE:
            yield _alone(rng)
        case Kind.COUPLE:
            yield from _couple(rng.randint(65, 88) if rng.random() < 0.6 else _adult(rng), rng)
        case Kind.COUPLE_CHILDREN:
            yield from _couple_with_children(rng)
        case Kind.MOTHER_CHILDREN:
            yield from _parent_with_children(FEMALE, rng)
        case Kind.FATHER_CHILDREN:
            yield from _parent_with_children(MALE, rng)
        case Kind.THREE_GENERATIONS:
            yield from _three_generations(rng)
        case Kind.OTHER:
            yield from _others(rng)


def _alone(rng: Random) -> _Member:
    if rng.random() < 0.318:
        sex = FEMALE if rng.random() < 0.66 else MALE
        return _Member("HEAD", sex, int(rng.triangular(65, 98, 78)))
    return _Member("HEAD", rng.choice((FEMALE, MALE, MALE)), rng.randint(19, 64))


def _couple(age: int, rng: Random) -> Iterator[_Member]:
    wife_heads = rng.random() < 0.05
    yield _Member("HEAD", FEMALE if wife_heads else MALE, age)
    younger = rng.choice((-3, -2, -1, 0, 0, 1, 1, 2, 2, 3, 4, 6, 9))
    yield _Member("SPOUSE", MALE if wife_heads else FEMALE, max(19, age - younger))


def _couple_with_children(rng: Random) -> Iterator[_Member]:
    old = rng.random() < 0.25
    age = rng.randint(65, 90) if old else rng.randint(27, 64)
    yield from _couple(age, rng)
    if old:
        yield _Member("CHILD", rng.choice((MALE, MALE, FEMALE)), age - rng.randint(24, 36))
    else:
        yield from _children(age, rng)


def _parent_with_children(sex: str, rng: Random) -> Iterator[_Member]:
    if rng.random() < 0.45:
        age = rng.randint(68, 93)
        yield _Member("HEAD", sex, age)
        yield _Member("CHILD", rng.choice((MALE, MALE, FEMALE)), age - rng.randint(22, 34))
    else:
        age = rng.randint(24, 55)
        yield _Member("HEAD", sex, age)
        yield from _children(age, rng)


def _three_generations(rng: Random) -> Iterator[_Member]:
    age = rng.randint(30, 56)
    yield from _couple(age, rng)
    yield from _children(age, rng)
    parent = age + rng.randint(23, 34)
    if rng.random() < 0.45:
        yield _Member("PARENT", MALE, parent)
    yield _Member("PARENT", FEMALE, parent - rng.randint(-1, 5))


def _others(rng: Random) -> Iterator[_Member]:
    if rng.random() < 0.2:
        age = rng.randint(60, 82)
        yield _Member("HEAD", FEMALE, age)
        yield _Member("GRANDCHILD", rng.choice((MALE, FEMALE)), rng.randint(3, 19))
    else:
        age = rng.randint(35, 84)
        yield _Member("HEAD", rng.choice((MALE, FEMALE)), age)
        yield _Member("SIBLING", rng.choice((MALE, FEMALE)), max(20, age - rng.randint(1, 8)))


def _children(parent: int, rng: Random) -> Iterator[_Member]:
    count = rng.choices((1, 2, 3, 4), weights=(42, 42, 13, 3))[0]
    age = max(0, min(parent - rng.randint(23, 35), 32))
    for _ in range(count):
        yield _Member("CHILD", rng.choice((MALE, FEMALE)), age)
        age -= rng.randint(1, 4)
        if age < 0:
            return


def _adult(rng: Random) -> int:
    return rng.randint(25, 64)


def _birthday(age: int, as_of: date, rng: Random) -> date:
    """A day that makes the person that age on the reference day."""
    last = as_of.replace(year=as_of.year - age, day=min(as_of.day, 28))
    return last - timedelta(days=rng.randrange(364))
