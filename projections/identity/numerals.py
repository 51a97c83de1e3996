"""Kanji numerals below one hundred, as dates and addresses write them: 十五, 二〇, 三."""

from __future__ import annotations

import re
from typing import Final

_DIGITS: Final = {numeral: value for value, numeral in enumerate("\u3007一二三四五六七八九")}
_NUMERALS: Final = re.compile(r"[\u3007一二三四五六七八九十]+")
_ZERO: Final = "\u3007"
_TEN: Final = "十"


def kanji_to_arabic(text: str) -> str:
    """Every run of kanji numerals up to 99 in ``text`` as arabic digits.

    A run that is no number of that size (十十, 三四十) stays as it is.
    """
    return _NUMERALS.sub(_arabic, text)


def _arabic(match: re.Match[str]) -> str:
    run = match.group()
    if _TEN not in run:
        return "".join(str(_DIGITS[numeral]) for numeral in run)
    tens, _, ones = run.partition(_TEN)
    if len(tens) > 1 or len(ones) > 1 or _TEN in ones or _ZERO in tens + ones:
        return run
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
