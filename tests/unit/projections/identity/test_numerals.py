"""Kanji numerals below one hundred, as dates and addresses write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.identity.numerals import kanji_to_arabic

DIGITS = "〇一二三四五六七八九"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("九十九", "99"),
        ("二〇", "20"),
        ("一五", "15"),
        ("三丁目", "3丁目"),
        ("昭和十五年三月三日", "昭和15年3月3日"),
        ("十十", "十十"),
        ("三四十", "三四十"),
        ("百二十", "百20"),
        ("桜町", "桜町"),
    ],
)
def test_numerals_are_read_in_place(written: str, read: str) -> None:
    assert kanji_to_arabic(written) == read


@given(st.integers(1, 99))
def test_every_number_below_one_hundred_reads_back(number: int) -> None:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else DIGITS[tens] + "十"
    assert kanji_to_arabic(head + (DIGITS[ones] if ones else "")) == str(number)
