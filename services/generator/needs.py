"""Which needs a household has within the years, from who lives in it.

Shares are per household of the fitting make-up and decade, set after: about one consultation a
year per four elders (地域包括支援センター); 2% of people of 15 to 64 withdrawn (内閣府 2022,
こども・若者の意識と生活に関する調査); one in seventeen pupils of lower secondary school a carer
(厚生労働省・文部科学省 2021); 0.2% of people in double care (内閣府 2016, ダブルケア); the yearly
counts of abuse and violence (警察庁, 厚生労働省).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from random import Random
from typing import Final, NamedTuple

from services.generator.chronicle import Chronicle
from services.generator.people.given_names import FEMALE
from services.generator.people.households import Household
from services.generator.people.person import Person
from services.generator.stories import compound, harm, single_counter

_DECADE_DAYS: Final = 3653
_MAJORITY: Final = 18
_ELDERLY: Final = 65

Tell = Callable[[Chronicle], None]


class Need(NamedTuple):
    """A story to be told of a household from a day on."""

    name: str
    day: date
    tell: Tell


class _People(NamedTuple):
    """The household on the day of the need, by age."""

    all: tuple[Person, ...]
    elders: tuple[Person, ...]
    adults: tuple[Person, ...]
    minors: tuple[Person, ...]
    day: date

    def age(self, person: Person) -> int:
        return person.age_on(self.day)


class _Kind(NamedTuple):
    """One kind of need: its share per decade, and the story for a fitting household."""

    name: str
    share: float
    fit: Callable[[_People, Random], Tell | None]


def needs_of(household: Household, since: date, until: date, rng: Random) -> list[Need]:
    """The needs of one household between two days, in the order of their days."""
    days = (until - since).days
    found: list[Need] = []
    for kind in _KINDS:
        if rng.random() < kind.share * days / _DECADE_DAYS:
            # Later years hold more: the counters became known.
            day = since + timedelta(days=int(days * rng.random() ** 0.7))
            tell = kind.fit(_people(household, day), rng)
            if tell is not None:
                found.append(Need(kind.name, day, tell))
    return sorted(found, key=lambda need: need.day)


def kinds() -> Iterator[str]:
    """The names of all kinds of needs."""
    return (kind.name for kind in _KINDS)


def _people(household: Household, day: date) -> _People:
    members = household.alive_on(day)
    return _People(
        members,
        tuple(p for p in members if p.age_on(day) >= _ELDERLY),
        tuple(p for p in members if _MAJORITY <= p.age_on(day) < _ELDERLY),
        tuple(p for p in members if p.age_on(day) < _MAJORITY),
        day,
    )


def _elder(people: _People, rng: Random) -> Tell | None:
    if not people.elders:
        return None
    person = rng.choice(people.elders)
    return lambda story: single_counter.elder(story, person)


def _child(people: _People, rng: Random) -> Tell | None:
    small = [person for person in people.minors if people.age(person) < 8]
    if not small or not people.adults:
        return None
    child, parent = rng.choice(small), _parent(people)
    return lambda story: single_counter.child(story, child, parent)


def _disability(people: _People, rng: Random) -> Tell | None:
    if not people.all:
        return None
    person = rng.choice(people.all)
    return lambda story: single_counter.disability(story, person)


def _poverty(people: _People, rng: Random) -> Tell | None:
    if not people.adults:
        return None
    person = rng.choice(people.adults)
    return lambda story: single_counter.poverty(story, person)


def _eighty_fifty(people: _People, _rng: Random) -> Tell | None:
    parents = [person for person in people.elders if people.age(person) >= 74]
    children = [person for person in people.adults if 40 <= people.age(person) < 65]
    if not parents or not children or people.minors:
        return None
    return lambda story: compound.eighty_fifty(story, parents[0], children[0])


def _double_care(people: _People, _rng: Random) -> Tell | None:
    small = [person for person in people.minors if people.age(person) < 10]
    if not small or not people.elders or not people.adults:
        return None
    carer = _parent(people)
    return lambda story: compound.double_care(story, carer, people.elders[0], small[0])


def _young_carer(people: _People, _rng: Random) -> Tell | None:
    pupils = [person for person in people.minors if people.age(person) >= 9]
    grown = people.adults or people.elders
    if not pupils or not grown:
        return None
    return lambda story: compound.young_carer(story, pupils[0], grown[0])


def _hoarding(people: _People, _rng: Random) -> Tell | None:
    if len(people.all) != 1 or people.age(people.all[0]) < 50:
        return None
    return lambda story: compound.hoarding(story, people.all[0])


def _withdrawn(people: _People, _rng: Random) -> Tell | None:
    grown = [person for person in people.adults if person.relationship in ("CHILD", "SIBLING")]
    if not grown:
        return None
    return lambda story: compound.withdrawn(story, grown[0])


def _violence(people: _People, _rng: Random) -> Tell | None:
    couple = [p for p in people.all if p.relationship in ("HEAD", "SPOUSE")]
    if len(couple) != 2 or min(map(people.age, couple)) < 20:
        return None
    victim = next((p for p in couple if p.sex == FEMALE), couple[0])
    partner = next(p for p in couple if p is not victim)
    return lambda story: harm.domestic_violence(story, victim, people.minors, partner)


def _child_abuse(people: _People, rng: Random) -> Tell | None:
    if not people.minors:
        return None
    child = rng.choice(people.minors)
    return lambda story: harm.abuse(story, child, "CHILD")


def _elder_abuse(people: _People, _rng: Random) -> Tell | None:
    if not people.elders or len(people.all) < 2:
        return None
    return lambda story: harm.abuse(story, people.elders[0], "ELDER")


def _disability_abuse(people: _People, _rng: Random) -> Tell | None:
    if len(people.all) < 2 or not people.adults:
        return None
    return lambda story: harm.abuse(story, people.adults[-1], "DISABLED")


def _parent(people: _People) -> Person:
    couple = [p for p in people.adults if p.relationship in ("HEAD", "SPOUSE")]
    return next((p for p in couple if p.sex == FEMALE), (couple or list(people.adults))[0])


_KINDS: Final = (
    _Kind("elder", 0.7, _elder),
    _Kind("child", 0.6, _child),
    _Kind("disability", 0.07, _disability),
    _Kind("poverty", 0.11, _poverty),
    _Kind("8050", 0.2, _eighty_fifty),
    _Kind("double care", 0.25, _double_care),
    _Kind("young carer", 0.04, _young_carer),
    _Kind("hoarding", 0.02, _hoarding),
    _Kind("withdrawn", 0.05, _withdrawn),
    _Kind("violence", 0.02, _violence),
    _Kind("child abuse", 0.03, _child_abuse),
    _Kind("elder abuse", 0.008, _elder_abuse),
    _Kind("disability abuse", 0.002, _disability_abuse),
)
