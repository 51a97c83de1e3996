"""Rule V8: an individual number is found however it is written, and little else is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.individual_number import check_digit, contains_individual_number

# Worked by hand from the ordinance: 1*6+2*5+3*4+4*3+5*2+6*7+7*6+8*5+9*4+0*3+1*2 = 212,
# 212 mod 11 = 3, 11 - 3 = 8.
VALID = "123456789018"
# 2*6+... of eleven twos: 2*(6+5+4+3+2+7+6+5+4+3+2) = 94, 94 mod 11 = 6, 11 - 6 = 5.
ALSO_VALID = "222222222225"

eleven_digits = st.lists(st.integers(0, 9), min_size=11, max_size=11)


def valid_number(eleven: list[int]) -> str:
    return "".join(map(str, [*eleven, check_digit(eleven)]))


@pytest.mark.parametrize(
    ("eleven", "digit"),
    [
        ("12345678901", 8),
        ("22222222222", 5),
        ("00000000000", 0),  # remainder 0 gives 0
        ("00000000006", 0),  # 6 * 2 = 12, remainder 1 gives 0
        ("00000000001", 9),
        ("10000000000", 5),  # the highest of the eleven weighs 6
        ("00000100000", 4),  # the sixth from the lowest weighs 7
        ("00001000000", 9),  # the seventh from the lowest weighs 2 again
    ],
)
def test_check_digit_follows_the_ordinance(eleven: str, digit: int) -> None:
    assert check_digit([int(character) for character in eleven]) == digit


@pytest.mark.parametrize(
    "text",
    [
        VALID,
        "1234 5678 9018",
        "1234-5678-9018",
        "1234‐5678‑9018",
        "1234−5678−9018",
        "1234ー5678ー9018",
        "1234ｰ5678ｰ9018",
        "1234.5678.9018",
        "1234・5678・9018",
        "1234/5678/9018",
        "1234 - 5678 - 9018",
        "1234　5678　9018",
        "1234-5678 9018",
        "１２３４５６７８９０１８",
        "１２３４－５６７８－９０１８",
        "1 2 3 4 5 6 7 8 9 0 1 8",
        "123-456-789-018",
        "①②③④⑤⑥⑦⑧⑨⓪①⑧",
        "1\u200b2345678\u00ad90\ufe0f18",
        "1️⃣2️⃣3️⃣4️⃣5️⃣6️⃣7️⃣8️⃣9️⃣0️⃣1️⃣8️⃣",
        "𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗𝟎𝟏𝟖",
        "個人番号は123456789018です。",
        "番号1234 5678 9018 電話090-1111-2222",
        "1234 5678 9018 2026年6月1日",
        "2026-06-01 123456789018",
        "1234\n5678\n9018",
        "x" * 5000 + VALID + "y" * 5000,
    ],
)
def test_a_valid_number_is_found_however_it_is_written(text: str) -> None:
    assert contains_individual_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "相談内容に数字はない。",
        "123456789017",  # the check digit does not hold
        "12345678901",  # eleven
        "1234567890182",  # thirteen: part of a longer run
        "0123456789018",
        VALID + ALSO_VALID,
        "1234-5678-9018-2026",  # a card number goes on behind the same hyphen
        "2026-1234-5678-9018",
        "12345678901、8日",
        "1234と5678と9018",
        "1234----5678----9018",
        "2025年06月01日 12時34分",
        "桜町1-2-3 電話03-1234-5678",
    ],
)
def test_other_texts_pass(text: str) -> None:
    assert not contains_individual_number(text)


def test_unlike_separators_join_only_in_the_layout_of_the_card() -> None:
    assert contains_individual_number("1234-5678 9018")
    assert not contains_individual_number("12345-678 9018")


@given(eleven_digits, st.sampled_from(["", " ", "-", "－", "・", ".", "/", "　", "–"]))
def test_every_valid_number_is_found_in_groups_of_four(eleven: list[int], separator: str) -> None:
    number = valid_number(eleven)
    text = separator.join([number[:4], number[4:8], number[8:]])
    assert contains_individual_number(f"番号{text}番")


@given(eleven_digits, st.integers(1, 9))
def test_no_number_with_another_last_digit_is_found(eleven: list[int], off: int) -> None:
    wrong = (check_digit(eleven) + off) % 10
    assert not contains_individual_number("".join(map(str, [*eleven, wrong])))


@given(st.text(max_size=200))
def test_the_quick_exits_never_hide_a_text_with_twelve_digits(text: str) -> None:
    with_number = f"{text}番{VALID}番{text}"
    assert contains_individual_number(with_number)
