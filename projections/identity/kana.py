"""Kana folded to one spelling of a sound (rule I1): hiragana, small kana, long vowels.

A long vowel is unified, not dropped: オーノ, オオノ and オウノ (大野) become one key, オノ (小野)
stays another. What people mishear or misread, the voiced pair of ヤマサキ and ヤマザキ, belongs
to the weak key only.
"""

from __future__ import annotations

from typing import Final

LONG_VOWEL: Final = "ー"

_ROWS: Final = {
    "ア": "アカガサザタダナハバパマヤラワ",
    "イ": "イキギシジチヂニヒビピミリヰ",
    "ウ": "ウクグスズツヅヌフブプムユルヴ",
    "エ": "エケゲセゼテデネヘベペメレヱ",
    "オ": "オコゴソゾトドノホボポモヨロヲ",
}
_VOWELS: Final = {kana: vowel for vowel, row in _ROWS.items() for kana in row}
_SMALL: Final = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")
_HISTORIC: Final = str.maketrans("ヂヅヲヰヱ", "ジズオイエ")
_UNVOICED: Final = str.maketrans(
    "ガギグゲゴザジズゼゾダデドバビブベボパピプペポチツ",
    "カキクケコサシスセソタテトハヒフヘホハヒフヘホシス",
)
_FOREIGN: Final = (
    ("ヴァ", "バ"),
    ("ヴィ", "ビ"),
    ("ヴェ", "ベ"),
    ("ヴォ", "ボ"),
    ("ヷ", "バ"),
    ("ヸ", "ビ"),
    ("ヹ", "ベ"),
    ("ヺ", "ボ"),
    ("ヴ", "ブ"),
)
_HIRAGANA_FIRST: Final = "ぁ"
_HIRAGANA_LAST: Final = "ゖ"
_TO_KATAKANA: Final = 0x60
# The row that a long vowel goes on in, by the vowel before it and the letter it is written in.
_LENGTHENED: Final = {("オ", "オ"): "ウ", ("エ", "エ"): "イ"}
_DRAWN_OUT: Final = {"ア": "ア", "イ": "イ", "ウ": "ウ", "エ": "イ", "オ": "ウ"}


def is_kana(character: str) -> bool:
    """Hiragana or katakana letter, the long vowel mark included."""
    return "ぁ" <= character <= "ゖ" or "ァ" <= character <= "ヺ" or character == LONG_VOWEL


def to_katakana(text: str) -> str:
    """Hiragana letters as katakana; everything else as it is."""
    return "".join(
        [
            chr(ord(character) + _TO_KATAKANA)
            if _HIRAGANA_FIRST <= character <= _HIRAGANA_LAST
            else character
            for character in text
        ]
    )


def fold_kana(text: str) -> str:
    """Katakana in one spelling per sound; other characters stay. Idempotent."""
    for spelled, sound in _FOREIGN:
        text = text.replace(spelled, sound)
    text = text.translate(_SMALL).translate(_HISTORIC)
    folded: list[str] = []
    for character in text:
        before = _VOWELS.get(folded[-1]) if folded else None
        if character == LONG_VOWEL:
            folded += [_DRAWN_OUT[before]] if before else []
        elif before:
            folded.append(_LENGTHENED.get((before, character), character))
        else:
            folded.append(character)
    return "".join(folded)


def weaken_kana(folded: str) -> str:
    """The coarser key of a folded text: voiced and unvoiced alike, long vowels dropped.

    ジ stands for both シ and チ by now (ヂ was folded into it), so チ joins シ, and ツ joins ス.
    """
    weak: list[str] = []
    for character in folded.translate(_UNVOICED):
        before = _VOWELS.get(weak[-1]) if weak else None
        lengthens = before is not None and character in (before, _DRAWN_OUT[before])
        if not lengthens:
            weak.append(character)
    return "".join(weak)
