"""The match key of what an agency wrote (rule I1). The original string is kept by its owner.

Equal keys make a candidate, never a link (I5). The weak key is coarser: strings of equal match
key have equal weak keys, and a weak match alone counts for less.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from projections.identity.kana import LONG_VOWEL, fold_kana, is_kana, to_katakana, weaken_kana
from projections.identity.kanji import fold_kanji

# Repeats the character before it: 佐々木, いすゞ. The voiced ones come to the same in no key but
# the weak one, so they voice.
_REPEATS: Final = frozenset("々ゝヽ仝")
_REPEATS_VOICED: Final = frozenset("ゞヾ")
_VOICED: Final = str.maketrans(
    "カキクケコサシスセソタチツテトハヒフヘホ", "ガギグゲゴザジズゼゾダヂヅデドバビブベボ"
)
_DROPPED_CATEGORIES: Final = frozenset("CMPSZ")
_FIRST_BEYOND_LATIN_GREEK_CYRILLIC: Final = "\u0590"
_SELECTORS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_LATIN_ADDITIONAL: Final = ("\u1e00", "\u1fff")


def match_key(text: str) -> str:
    """The strong key; empty where nothing of the text is a letter or a digit.

    NFKC and case folding, variation selectors and punctuation dropped, kanji variants and kana
    spellings folded. Idempotent.
    """
    plain = normalise(text)
    letters = _letters(plain)
    return fold_kana(fold_kanji(_repeat(to_katakana(letters))))


def weak_key(text: str) -> str:
    """The coarse key: as ``match_key`` with voiced and long sounds taken away."""
    return weaken_kana(match_key(text))


def normalise(text: str) -> str:
    """NFKC without variation selectors (U+FE00 to FE0F, U+E0100 to E01EF), case folded."""
    bare = _SELECTORS.sub("", text)
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", bare).casefold())


def _letters(plain: str) -> str:
    letters: list[str] = []
    for character in plain:
        if _has_accents(character):
            letters += unicodedata.normalize("NFD", character)[0]
        elif unicodedata.category(character)[0] not in _DROPPED_CATEGORIES:
            letters.append(character)
        elif unicodedata.category(character) == "Pd" and letters and is_kana(letters[-1]):
            letters.append(LONG_VOWEL)  # a hyphen typed for the long vowel mark
    return "".join(letters)


def _has_accents(character: str) -> bool:
    low, high = _LATIN_ADDITIONAL
    if character.isascii():
        return False
    in_range = character < _FIRST_BEYOND_LATIN_GREEK_CYRILLIC or low <= character <= high
    return in_range and unicodedata.decomposition(character) != ""


def _repeat(letters: str) -> str:
    repeated: list[str] = []
    for character in letters:
        if character in _REPEATS and repeated:
            repeated.append(repeated[-1])
        elif character in _REPEATS_VOICED and repeated:
            repeated.append(repeated[-1].translate(_VOICED))
        else:
            repeated.append(character)
    return "".join(repeated)
