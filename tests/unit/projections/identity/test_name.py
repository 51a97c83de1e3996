"""Rule I2: names are taken whole, and found by the parts their writer set apart."""

from __future__ import annotations

import pytest

from projections.identity.name import (
    Name,
    NameType,
    SearchToken,
    TokenScope,
    lookup_tokens,
    name_keys,
    stored_tokens,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("渡邊　花子", ("渡辺", "花子")),
        ("渡邊花子", ()),
        ("マリア・ダ・シルバ", ("マリア", "ダ", "シルバ")),
        ("NGUYEN, Van An", ("nguyen", "van", "an")),
        ("  花子  ", ()),
    ],
)
def test_parts_are_those_the_writer_set_apart(text: str, parts: tuple[str, ...]) -> None:
    assert name_keys(text).parts == parts


@pytest.mark.parametrize(
    ("stored", "typed"),
    [
        ("渡邊　花子", "渡辺花子"),
        ("渡邊　花子", "渡邉"),
        ("渡邊　花子", "花子"),
        ("渡辺花子", "渡邊 花子"),
        ("ワタナベ ハナコ", "わたなべ"),
        ("DA SILVA MARIA", "da silva maria"),
    ],
)
def test_a_name_is_found_by_its_whole_or_any_part(stored: str, typed: str) -> None:
    strong = {token for token in lookup_tokens(typed) if token.scope is not TokenScope.WEAK}
    assert strong & stored_tokens(stored)


def test_a_misheard_name_is_found_weakly_only() -> None:
    common = lookup_tokens("ヤマザキ") & stored_tokens("ヤマサキ タロウ")
    assert {token.scope for token in common} == {TokenScope.WEAK}


def test_another_name_is_not_found() -> None:
    assert not lookup_tokens("田中") & stored_tokens("渡辺 花子")


def test_a_whole_of_two_parts_does_not_find_one_of_them() -> None:
    assert not lookup_tokens("渡辺 花子") & stored_tokens("渡辺 太郎")


def test_a_name_without_letters_is_stored_and_looked_up_nowhere() -> None:
    assert stored_tokens("・") == lookup_tokens("・") == frozenset()


def test_a_name_carries_its_type_and_its_original() -> None:
    name = Name(NameType.FORMER, "髙橋 はな")
    assert name.text == "髙橋 はな"
    assert name.keys().whole == "高橋ハナ"
    assert SearchToken(TokenScope.PART, "高橋") in stored_tokens(name.text)
