"""The individual number (個人番号) in a text: found, so that it can be refused (rule V8).

Source of the check digit: 平成26年総務省令第85号 第5条 (the ministerial ordinance under
行政手続における特定の個人を識別するための番号の利用等に関する法律). One twelve-digit number in
eleven passes by chance, which is why declared id fields are not read by this rule.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from enum import Enum
from itertools import pairwise
from typing import Final

LENGTH: Final = 12
_CARD_LAYOUT: Final = (4, 4, 4)
_LONGEST_GAP: Final = 3

# Every character that NFKC turns into one or more digits: a text without any of them is done.
# Escapes, because most of these look alike on a screen; ranges, because \d is twice as slow.
_BECOMES_DIGIT: Final = re.compile(
    r"[0-9\uff10-\uff19\u00b2\u00b3\u00b9\u00bc-\u00be\u2070\u2074-\u2079\u2080-\u2089\u2150-\u215f\u2189"
    r"\u2460-\u249b\u24ea\u3251-\u325f\u32b1-\u32cb\u3358-\u3370\u33e0-\u33fe"
    r"\U0001d7ce-\U0001d7ff\U0001f100-\U0001f10a\U0001fbf0-\U0001fbf9]"
)
# Soft hyphen, zero-width and direction marks, variation selectors, the enclosing keycap.
_INVISIBLE: Final = re.compile(
    r"[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u20e3\ufe00-\ufe0f\ufeff"
    r"\U000e0100-\U000e01ef]"
)
_DIGITS: Final = re.compile(r"[0-9]+")


class _Gap(Enum):
    """What stands between two groups of digits."""

    NOTHING_ALIKE = "text"
    SPACE = "space"
    HYPHEN = "hyphen"
    DOT = "dot"
    SLASH = "slash"
    MIXED = "mixed"


# Hyphens outside the category Pd: minus, bullet, box rule, modifier minus, the long vowel mark
# (typed for a hyphen on Japanese keyboards), underscore.
_MORE_HYPHENS: Final = frozenset("\u2212\u2043\u2500\u2501\u02d7\u30fc_")
_DOTS: Final = frozenset(".\u00b7\u2022\u2027\u2219\u22c5\u30fb")
_SLASHES: Final = frozenset("/\\\u2044\u2215")


def contains_individual_number(text: str) -> bool:
    """True where twelve digits with a valid check digit stand in ``text``.

    Looked for after NFKC, with separators (white space, hyphens, dots, middle dots, slashes)
    removed. Groups count only whole, so twelve digits inside a longer unbroken run are none,
    and neither is a number that goes on behind the same hyphen, dot or slash (card and account
    numbers). Groups joined by unlike separators count only in the card's layout, 4-4-4:
    otherwise a date beside a house number would be refused.
    """
    if len(text) < LENGTH and text.isascii():
        return False
    if _BECOMES_DIGIT.search(text) is None:
        return False
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    matches = list(_DIGITS.finditer(plain))
    groups = [match.group() for match in matches]
    if sum(map(len, groups)) < LENGTH:
        return False
    gaps = [_gap(plain[a.end() : b.start()]) for a, b in pairwise(matches)]
    return any(_number_starts(groups, gaps, at) for at in range(len(groups)))


def check_digit(eleven: Sequence[int]) -> int:
    """The check digit of the eleven digits before it, highest first.

    11 - (sum of P_n * Q_n mod 11), or 0 where that remainder is 0 or 1; P_n is the n-th digit
    from the lowest, Q_n is n + 1 up to n = 6 and n - 5 from there (ordinance 85, art. 5).
    """
    total = 0
    for n, digit in enumerate(reversed(eleven), start=1):
        total += digit * (n + 1 if n <= 6 else n - 5)
    remainder = total % 11
    return 0 if remainder <= 1 else 11 - remainder


def _number_starts(groups: Sequence[str], gaps: Sequence[_Gap], at: int) -> bool:
    end, size = at, 0
    while end < len(groups) and size < LENGTH:
        if end > at and gaps[end - 1] is _Gap.NOTHING_ALIKE:
            return False
        size += len(groups[end])
        end += 1
    if size != LENGTH or not _is_one_number(groups, gaps, at, end):
        return False
    digits = [int(digit) for digit in "".join(groups[at:end])]
    return check_digit(digits[:-1]) == digits[-1]


def _is_one_number(groups: Sequence[str], gaps: Sequence[_Gap], at: int, end: int) -> bool:
    if end - at == 1:
        return True
    kinds = set(gaps[at : end - 1])
    card = tuple(map(len, groups[at:end])) == _CARD_LAYOUT
    if (len(kinds) > 1 or _Gap.MIXED in kinds) and not card:
        return False
    binding = kinds - {_Gap.SPACE}
    before = gaps[at - 1] if at else _Gap.NOTHING_ALIKE
    after = gaps[end - 1] if end < len(groups) else _Gap.NOTHING_ALIKE
    return before not in binding and after not in binding


def _gap(between: str) -> _Gap:
    if len(between) > _LONGEST_GAP:
        return _Gap.NOTHING_ALIKE
    kinds = {_kind(character) for character in between}
    if _Gap.NOTHING_ALIKE in kinds:
        return _Gap.NOTHING_ALIKE
    visible = kinds - {_Gap.SPACE}
    if not visible:
        return _Gap.SPACE
    return visible.pop() if len(visible) == 1 else _Gap.MIXED


def _kind(character: str) -> _Gap:
    if character.isspace():
        return _Gap.SPACE
    if character in _MORE_HYPHENS or unicodedata.category(character) == "Pd":
        return _Gap.HYPHEN
    if character in _DOTS:
        return _Gap.DOT
    if character in _SLASHES:
        return _Gap.SLASH
    return _Gap.NOTHING_ALIKE
