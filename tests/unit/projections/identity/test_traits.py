"""What people are compared by: keys of what is known, nothing of what is not."""

from __future__ import annotations

import pytest

from projections.identity.traits import TraitKind, stated_traits


def keys(attribute: str, value: str) -> dict[TraitKind, set[str]]:
    found: dict[TraitKind, set[str]] = {}
    for trait in stated_traits(attribute, value):
        found.setdefault(trait.kind, set()).add(trait.key)
    return found


@pytest.mark.parametrize(
    ("written", "kinds"),
    [
        ("昭和15年3月3日", {TraitKind.BIRTH_YEAR, TraitKind.BIRTH_MONTH, TraitKind.BIRTH_DAY}),
        ("昭和15年3月不詳", {TraitKind.BIRTH_YEAR, TraitKind.BIRTH_MONTH}),
        ("昭和15年月日不詳", {TraitKind.BIRTH_YEAR}),
        ("昭和15年2月30日", {TraitKind.BIRTH_YEAR, TraitKind.BIRTH_MONTH}),
        ("不詳", set()),
        ("読めない", set()),
    ],
)
def test_a_date_is_compared_as_exactly_as_it_is_known(written: str, kinds: set[TraitKind]) -> None:
    assert keys("BIRTH_DATE", written).keys() == kinds


@pytest.mark.parametrize(
    "written", ["桜町3-12-5", "甲市桜町三丁目12番5号 コーポ桜201", "東京都甲市桜町３丁目１２－５"]
)
def test_an_address_is_compared_without_city_and_building(written: str) -> None:
    found = keys("ADDRESS", written)
    assert found == {TraitKind.ADDRESS: {"桜町3-12-5"}, TraitKind.TOWN: {"桜町3"}}


@pytest.mark.parametrize(
    ("written", "town"),
    [
        ("四日市市桜町3-12-5", "桜町3"),
        ("八日市場町3-12-5", "八日市場町3"),
        ("市町3-12-5", "市町3"),
    ],
)
def test_a_town_named_for_its_market_is_no_city(written: str, town: str) -> None:
    assert keys("ADDRESS", written)[TraitKind.TOWN] == {town}


@pytest.mark.parametrize("written", ["090-1234-5678", "０９０１２３４５６７８", "+81 90-1234-5678"])
def test_a_telephone_number_is_compared_by_its_digits(written: str) -> None:
    assert keys("PHONE", written) == {TraitKind.PHONE: {"09012345678"}}


@pytest.mark.parametrize("written", ["なし", "000-0000-0000", "1234"])
def test_what_is_no_telephone_number_is_not_compared(written: str) -> None:
    assert keys("PHONE", written) == {}


@pytest.mark.parametrize(("written", "sex"), [("F", "F"), ("女", "F"), ("１", "M"), ("男性", "M")])
def test_a_sex_is_one_of_two_or_nothing(written: str, sex: str) -> None:
    assert keys("SEX", written) == {TraitKind.SEX: {sex}}
    assert keys("SEX", "不明") == {}


def test_a_name_in_kana_is_compared_as_kana_too() -> None:
    found = keys("NAME", "わたなべ ハナコ")
    assert found[TraitKind.KANA] == found[TraitKind.NAME] == {"ワタナベハナコ"}
    assert TraitKind.KANA not in keys("NAME", "渡辺花子")


def test_nobody_is_compared_by_what_they_have_or_suffer() -> None:
    for attribute in ("DIAGNOSIS", "INCOME", "SCHOOL", "EMAIL", "CARE_LEVEL"):
        assert keys(attribute, "例") == {}
