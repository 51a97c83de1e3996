"""The people are those of a Japanese city: sizes, ages and kinds as the census counts them."""

from __future__ import annotations

from collections import Counter

import pytest

from services.generator.needs import kinds
from services.generator.people.households import Household, Kind
from services.generator.population import DEFAULT_UNTIL, Municipality

TODAY = DEFAULT_UNTIL


@pytest.fixture(scope="module")
def households() -> list[Household]:
    return list(Municipality(4000, seed=11).people())


def share(part: float, whole: float) -> float:
    return part / whole


def test_a_household_has_two_and_a_quarter_members(households: list[Household]) -> None:
    members = sum(len(household.members) for household in households)
    assert 2.05 < share(members, len(households)) < 2.35


def test_three_in_ten_are_elders_and_one_in_seven_a_minor(households: list[Household]) -> None:
    ages = [person.age_on(TODAY) for household in households for person in household.members]
    assert 0.25 < share(sum(age >= 65 for age in ages), len(ages)) < 0.32
    assert 0.11 < share(sum(age < 18 for age in ages), len(ages)) < 0.18
    assert min(ages) >= 0
    assert max(ages) < 110


def test_kinds_of_households_are_as_in_the_census(households: list[Household]) -> None:
    counted = Counter(household.kind for household in households)
    assert 0.35 < share(counted[Kind.ALONE], len(households)) < 0.41
    assert 0.17 < share(counted[Kind.COUPLE], len(households)) < 0.23
    assert 0.22 < share(counted[Kind.COUPLE_CHILDREN], len(households)) < 0.28


def test_an_elder_alone_is_every_eighth_household(households: list[Household]) -> None:
    alone = sum(
        household.kind is Kind.ALONE and household.members[0].age_on(TODAY) >= 65
        for household in households
    )
    assert 0.1 < share(alone, len(households)) < 0.15


def test_children_are_younger_than_their_parents(households: list[Household]) -> None:
    for household in households:
        heads = [p for p in household.members if p.relationship == "HEAD"]
        assert len(heads) == 1
        for person in household.members:
            if person.relationship == "CHILD":
                assert person.age_on(TODAY) <= heads[0].age_on(TODAY) - 15


def test_namesakes_exist_and_are_few(households: list[Household]) -> None:
    people = [person for household in households for person in household.members]
    names = Counter((person.common_name, person.kana) for person in people)
    namesakes = sum(count for count in names.values() if count > 1)
    assert 0.01 < share(namesakes, len(people)) < 0.35


def test_register_spellings_differ_from_everyday_ones(households: list[Household]) -> None:
    people = [person for household in households for person in household.members]
    unlike = sum(person.name != person.common_name for person in people)
    assert 0.01 < share(unlike, len(people)) < 0.15


def test_any_part_of_a_municipality_can_be_made_alone() -> None:
    some = list(Municipality(30, seed=2).people())
    assert some[:10] == list(Municipality(10, seed=2).people())


def test_compound_needs_are_there_and_rare() -> None:
    town = Municipality(2500, seed=4, events_per_household=0.5)
    counted = Counter(need for told in town.told() for need in told.needs)
    assert set(counted) == set(kinds())
    assert 0.003 < share(counted["8050"], 2500) < 0.03
    for rare in ("double care", "young carer", "hoarding", "violence"):
        assert share(counted[rare], 2500) < 0.02
    assert counted["elder"] > counted["poverty"] > counted["8050"]
