"""Agencies write the same person differently, in ways that the match keys are made for."""

from __future__ import annotations

from collections import Counter
from random import Random

import pytest

from projections.identity.address import address_keys
from projections.identity.match_key import match_key
from services.generator.agencies import AGENCIES
from services.generator.people.households import Household
from services.generator.people.knowledge import Knowledge, take_down
from services.generator.people.person import Person
from services.generator.population import DEFAULT_UNTIL, Municipality

CODES = ("MU", "HOK", "SHO", "KOD", "JIR", "CT")


@pytest.fixture(scope="module")
def people() -> list[tuple[Household, Person]]:
    households = Municipality(400, seed=5).people()
    return [(household, person) for household in households for person in household.members]


def written(code: str, household: Household, person: Person, seed: int = 1) -> Knowledge:
    rng = Random(f"{seed}/{code}/{person.id}")
    return take_down(AGENCIES[code], person, household.address, DEFAULT_UNTIL, rng)


def value(knowledge: Knowledge, attribute: str) -> str:
    return next(w.value for w in knowledge.written if w.attribute == attribute)


def test_the_spellings_of_most_people_share_a_key(people: list[tuple[Household, Person]]) -> None:
    names = ("NAME", "NAME_KANA")
    same = Counter[str]()
    for household, person in people:
        for attribute in names:
            keys = {match_key(value(written(c, household, person), attribute)) for c in CODES}
            same[attribute] += len(keys) == 1
    for attribute in names:
        assert 0.6 < same[attribute] / len(people) < 1


def test_the_spellings_themselves_differ(people: list[tuple[Household, Person]]) -> None:
    for attribute in ("NAME_KANA", "BIRTH_DATE", "ADDRESS"):
        household, person = people[0]
        spellings = {value(written(c, household, person), attribute) for c in CODES}
        assert len(spellings) > 1


def test_an_address_with_chome_has_one_key_however_it_is_written(
    people: list[tuple[Household, Person]],
) -> None:
    for household, person in people:
        if household.address.chome is not None:
            texts = {value(written(code, household, person), "ADDRESS") for code in CODES}
            assert len({address_keys(text).key for text in texts}) == 1, texts


def test_a_room_behind_a_hyphen_may_pass_for_a_number_where_there_is_no_chome(
    people: list[tuple[Household, Person]],
) -> None:
    keys = Counter[int]()
    for household, person in people:
        if household.address.chome is None:
            texts = {value(written(code, household, person), "ADDRESS") for code in CODES}
            keys[len({address_keys(text).key for text in texts})] += 1
    assert set(keys) == {1, 2}


def test_only_municipal_systems_hold_the_municipal_id(
    people: list[tuple[Household, Person]],
) -> None:
    household, person = people[0]
    holders = {
        code
        for code in CODES
        if any(w.attribute == "MUNICIPAL_ID" for w in written(code, household, person).written)
    }
    assert holders == {"MU", "KOD"}


def test_some_birth_dates_are_known_only_in_part(people: list[tuple[Household, Person]]) -> None:
    vague = sum("不詳" in value(written("JIR", h, p), "BIRTH_DATE") for h, p in people)
    assert 0.03 < vague / len(people) < 0.15
    assert not any("不詳" in value(written("MU", h, p), "BIRTH_DATE") for h, p in people)


def test_former_names_and_aliases_occur(people: list[tuple[Household, Person]]) -> None:
    types = {
        w.name_type
        for household, person in people
        for code in CODES
        for w in written(code, household, person).written
    }
    assert {"LEGAL_KANJI", "LEGAL_ROMAN", "KANA", "FORMER", "ALIAS"} <= types


def test_what_is_written_follows_from_the_stream(people: list[tuple[Household, Person]]) -> None:
    household, person = people[0]
    assert written("HOK", household, person) == written("HOK", household, person)
