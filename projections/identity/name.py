"""Names as agencies write them, typed and taken whole (rule I2): no first and last name.

The whole name gives one key; the parts that the writer himself set apart by a space, a middle
dot or a comma give one key each, so that a search for 渡辺 finds 渡邉　花子.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final, NamedTuple

from projections.identity.kana import weaken_kana
from projections.identity.match_key import match_key, normalise

_BETWEEN_PARTS: Final = re.compile(r"[\s,\u3001\u30fb\u00b7\uff65]+")


class NameType(StrEnum):
    """What a name is to the person."""

    LEGAL_KANJI = "LEGAL_KANJI"
    LEGAL_ROMAN = "LEGAL_ROMAN"
    KANA = "KANA"
    ALIAS = "ALIAS"  # 通称
    FORMER = "FORMER"  # 旧姓


class TokenScope(StrEnum):
    """How much a token of a name says: the whole of it, a part, or its sound only."""

    WHOLE = "WHOLE"
    PART = "PART"
    WEAK = "WEAK"


class SearchToken(NamedTuple):
    """One thing to look a name up by. The identity service stores it keyed, never like this."""

    scope: TokenScope
    key: str


class NameKeys(NamedTuple):
    """The keys of one name: ``parts`` in the order written, empty where nothing parts it."""

    whole: str
    weak: str
    parts: tuple[str, ...]


class Name(NamedTuple):
    """One name of a person: its type and the original string."""

    type: NameType
    text: str

    def keys(self) -> NameKeys:
        """The keys that this name is matched and found by."""
        return name_keys(self.text)


def name_keys(text: str) -> NameKeys:
    """The keys of a name as written; all empty where it has no letter."""
    parts = [match_key(part) for part in _BETWEEN_PARTS.split(normalise(text))]
    parts = [part for part in parts if part]
    whole = match_key(text)
    return NameKeys(whole, weaken_kana(whole), tuple(parts) if len(parts) > 1 else ())


def stored_tokens(text: str) -> frozenset[SearchToken]:
    """What a name is stored under: its whole key, each part, and the sound of all of them."""
    return search_tokens(name_keys(text))


def search_tokens(keys: NameKeys) -> frozenset[SearchToken]:
    """As ``stored_tokens``, of a name whose keys are known."""
    if not keys.whole:
        return frozenset()
    tokens = {SearchToken(TokenScope.WHOLE, keys.whole), SearchToken(TokenScope.WEAK, keys.weak)}
    for part in keys.parts:
        tokens |= {
            SearchToken(TokenScope.PART, part),
            SearchToken(TokenScope.WEAK, weaken_kana(part)),
        }
    return frozenset(tokens)


def lookup_tokens(text: str) -> frozenset[SearchToken]:
    """What to look for when this is typed into a search: any one of them finds the name.

    What is typed in one piece may be a whole name or a part of one. The weak token is in the
    answer for the caller to rank below the others or to leave out.
    """
    keys = name_keys(text)
    if not keys.whole:
        return frozenset()
    tokens = {SearchToken(TokenScope.WHOLE, keys.whole), SearchToken(TokenScope.WEAK, keys.weak)}
    return frozenset(tokens if keys.parts else tokens | {SearchToken(TokenScope.PART, keys.whole)})
