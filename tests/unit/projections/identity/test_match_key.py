"""Rule I1: what is written differently and means the same name gets the same key."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.identity.match_key import match_key, weak_key

kana = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3041, max_codepoint=0x3096),
        st.characters(min_codepoint=0x30A1, max_codepoint=0x30FE),
        st.characters(min_codepoint=0xFF66, max_codepoint=0xFF9F),
    )
)
kanji = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF))
anything = st.one_of(st.text(), kana, kanji)


@pytest.mark.parametrize(
    "same",
    [
        "渡辺花子 渡邊花子 渡邉花子",
        "渡邉 渡邉\U000e0101 渡邉\U000e010a",
        "髙橋 高橋",
        "山﨑 山崎 山嵜 山碕 山埼",
        "斎藤 齋藤 斉藤 齊藤",
        "浜田 濱田 濵田",
        "沢 澤",
        "𠮷田 吉田",
        "德川 徳川",
        "眞 真",
        "富 冨",
        "桧 檜",
        "凛 凜",
        "神\ufe00 神\ufe00 神",
        "佐々木 佐佐木",
        "ワタナベハナコ わたなべはなこ ﾜﾀﾅﾍﾞﾊﾅｺ ワタナベ・ハナコ ワタナベ=ハナコ",
        "シユン シュン しゅん ｼｭﾝ",
        "オオノ オーノ オウノ おおの",
        "ユウキ ユーキ ゆうき",
        "コウヘイ コーヘイ コーヘー コ-ヘイ",
        "カワヂ カワジ",
        "カヲル カオル",
        "いすゞ イスズ",
        "ヴァン バン",
        "JOSÉ Jose José ｊｏｓｅ",
        "O'BRIEN o’brien OBrien",
    ],
)
def test_spellings_of_one_name_share_a_key(same: str) -> None:
    keys = {match_key(spelling) for spelling in same.split(" ")}
    assert len(keys) == 1
    assert keys != {""}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("オノ", "オオノ"),  # 小野, 大野
        ("ユキ", "ユウキ"),
        ("ヤマサキ", "ヤマザキ"),
        ("玉井", "王井"),
        ("功", "切"),
        ("坂本", "阪本"),
        ("藤", "籐田"),
        ("太田", "大田"),
    ],
)
def test_other_names_keep_other_keys(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ヤマサキ", "ヤマザキ"),
        ("カワチ", "カワヂ"),
        ("カワシ", "カワジ"),
        ("ユキ", "ユウキ"),
        ("ケコ", "ケイコ"),
    ],
)
def test_voiced_and_long_sounds_meet_in_the_weak_key_only(one: str, other: str) -> None:
    assert match_key(one) != match_key(other)
    assert weak_key(one) == weak_key(other)


def test_spaces_and_middle_dots_do_not_count() -> None:
    assert match_key(" 渡辺\u3000花子 ") == match_key("渡辺・花子") == match_key("渡辺花子")


@pytest.mark.parametrize("text", ["", " ", "・", "--", "\u200b", "\ufe00"])
def test_a_text_without_letters_has_no_key(text: str) -> None:
    assert match_key(text) == ""


@given(anything)
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    assert match_key(match_key(text)) == match_key(text)


@given(anything)
def test_the_weak_key_of_a_key_is_that_of_the_text(text: str) -> None:
    assert weak_key(match_key(text)) == weak_key(text)


@given(anything)
def test_width_and_composition_never_matter(text: str) -> None:
    assert match_key(unicodedata.normalize("NFKC", text)) == match_key(text)
    assert match_key(unicodedata.normalize("NFD", text)) == match_key(text)


@given(kanji, st.sampled_from(["\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef"]))
def test_variation_selectors_never_matter(text: str, selector: str) -> None:
    assert match_key(selector.join([*text, ""])) == match_key(text)
