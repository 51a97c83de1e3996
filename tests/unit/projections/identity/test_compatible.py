"""Which statements of two agencies cannot both be true, and which merely differ."""

from __future__ import annotations

import pytest

from projections.identity.compatible import comparable, compatible

AGREE = [
    ("BIRTH_DATE", "昭和15.3.3", "1940-03-03"),
    ("BIRTH_DATE", "昭和15年3月不詳", "S15.3.3"),
    ("BIRTH_DATE", "不詳", "1940-03-03"),
    ("BIRTH_DATE", "三月頃と聞いた", "1940-03-03"),
    ("BIRTH_DATE", "令和不詳年", "2024-05-01"),
    ("DEATH_DATE", "令和6年5月1日", "2024-05-01"),
    ("SEX", "女性", "F"),
    ("SEX", "不明", "M"),
    ("MUNICIPAL_ID", "0001234567", "1234567"),
    ("MUNICIPAL_ID", "9999999999", "1234567"),
    ("NAME", "渡邊 花子", "渡辺花子"),
    ("NAME", "ワタナベ　ハナコ", "渡邊花子"),
    ("NAME", "WANG XIAOMING", "王小明"),
    ("NAME", "・", "渡邊花子"),
    ("NAME_KANA", "わたなべ はなこ", "ワタナベハナコ"),
    ("ADDRESS", "甲市一丁目2番3号 コーポ甲", "甲市1-2-3"),
    ("PHONE", "03-1234-5678", "+81 3 1234 5678"),
]

CONTRADICT = [
    ("BIRTH_DATE", "昭和15.3.3", "昭和15.3.4"),
    ("BIRTH_DATE", "昭和15年3月不詳", "1940-04-01"),
    ("BIRTH_DATE", "令和不詳年", "2018-05-01"),
    ("DEATH_DATE", "2024-05-01", "2024-05-02"),
    ("SEX", "男", "F"),
    ("MUNICIPAL_ID", "1234567", "1234568"),
    ("NAME", "渡邊花子", "渡邊華子"),
    ("NAME_KANA", "ワタナベハナコ", "ワタナベハナヨ"),
    ("ADDRESS", "甲市1-2-3", "甲市1-2-4"),
    ("PHONE", "03-1234-5678", "03-1234-5679"),
]


@pytest.mark.parametrize(("attribute", "one", "other"), AGREE)
def test_what_can_both_be_true_is_compatible(attribute: str, one: str, other: str) -> None:
    assert compatible(attribute, one, other)
    assert compatible(attribute, other, one)


@pytest.mark.parametrize(("attribute", "one", "other"), CONTRADICT)
def test_what_cannot_both_be_true_is_not(attribute: str, one: str, other: str) -> None:
    assert not compatible(attribute, one, other)
    assert not compatible(attribute, other, one)


@pytest.mark.parametrize(("attribute", "one", "other"), CONTRADICT)
def test_every_value_is_compatible_with_itself(attribute: str, one: str, other: str) -> None:
    assert compatible(attribute, one, one)
    assert compatible(attribute, other, other)


@pytest.mark.parametrize(
    "field", ["NAME/ALIAS", "NAME/FORMER", "NAME_KANA/ALIAS", "SCHOOL", "EMAIL", "CARE_LEVEL"]
)
def test_what_a_person_may_have_several_of_is_not_compared(field: str) -> None:
    assert comparable(field) is None


def test_the_reading_of_a_name_is_one_attribute_however_it_is_stated() -> None:
    assert comparable("NAME/KANA") == comparable("NAME_KANA/KANA") == comparable("NAME_KANA")
    assert comparable("NAME") != comparable("NAME_KANA")
