"""What of a stated attribute two persons are compared by: match keys, never values (I1 to I5).

The identity service keeps each of these as a keyed token. A trait that says nothing (a name
without letters, a birth year 不詳) is no trait: it neither speaks for a match nor against it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from typing import Final, NamedTuple

from projections.identity.address import address_keys
from projections.identity.kana import is_kana
from projections.identity.match_key import match_key
from projections.identity.name import NameKeys, name_keys
from projections.identity.wareki import StatedDate, parse_date


class TraitKind(IntEnum):
    """What a trait is; the number is how a stored profile names it."""

    MUNICIPAL_ID = 1
    NAME = 2
    NAME_PART = 3
    KANA = 4
    KANA_SOUND = 5
    KANA_PART = 6
    BIRTH_DAY = 7
    BIRTH_MONTH = 8
    BIRTH_YEAR = 9
    SEX = 10
    ADDRESS = 11
    TOWN = 12
    PHONE = 13


class Trait(NamedTuple):
    """One thing to compare by. ``domain`` keeps equal texts of different meaning apart when they
    become tokens; names and their sounds share one with the search, which looks them up too."""

    kind: TraitKind
    domain: str
    key: str


_NAMES: Final = "NAME"
_BIRTHS: Final = "BIRTH"
_SEXES: Final = {
    "m": "M",
    "male": "M",
    "男": "M",
    "男性": "M",
    "1": "M",
    "f": "F",
    "female": "F",
    "女": "F",
    "女性": "F",
    "2": "F",
}
"""1 and 2 as in the municipal standard systems (性別コード, 地域情報プラットフォーム標準仕様)."""

# The city that one agency writes and the next leaves out; 八日市場町 is a town, 四日市市 a city.
_CITY: Final = re.compile(r"^\D{1,6}?市+(?![場町\d])(?=.)")
_NOT_DIGITS: Final = re.compile(r"\D")
_JAPAN: Final = re.compile(r"^\+81")
_SHORTEST_PHONE: Final = 9


def stated_traits(attribute: str, value: str) -> Iterator[Trait]:
    """The traits of one attribute as an agency wrote it; none of attributes nobody is known by."""
    match attribute:
        case "NAME" | "NAME_KANA":
            yield from name_traits(attribute, name_keys(value))
        case "BIRTH_DATE":
            yield from birth_traits(parse_date(value))
        case "SEX":
            yield from _one(TraitKind.SEX, _SEXES.get(match_key(value), ""))
        case "ADDRESS":
            keys = address_keys(value)
            yield from _one(TraitKind.ADDRESS, _CITY.sub("", keys.key))
            yield from _one(TraitKind.TOWN, _CITY.sub("", keys.town))
        case "PHONE":
            yield from _one(TraitKind.PHONE, _phone(value))
        case "MUNICIPAL_ID":
            yield from _one(TraitKind.MUNICIPAL_ID, _municipal_id(value))
        case _:
            return


def _one(kind: TraitKind, key: str) -> Iterator[Trait]:
    if key:
        yield Trait(kind, kind.name, key)


def name_traits(attribute: str, keys: NameKeys) -> Iterator[Trait]:
    """Of a NAME or NAME_KANA whose keys are known; a name all in kana counts as both."""
    if not keys.whole:
        return
    if attribute == "NAME":
        yield Trait(TraitKind.NAME, _NAMES, keys.whole)
        for part in keys.parts:
            yield Trait(TraitKind.NAME_PART, _NAMES, part)
    if attribute == "NAME_KANA" or all(map(is_kana, keys.whole)):
        yield Trait(TraitKind.KANA, _NAMES, keys.whole)
        yield Trait(TraitKind.KANA_SOUND, _NAMES, keys.weak)
        for part in keys.parts:
            yield Trait(TraitKind.KANA_PART, _NAMES, part)


def birth_traits(stated: StatedDate) -> Iterator[Trait]:
    """A date of which only the year is known is comparable by its year, an impossible one by
    what is possible of it."""
    first, last = stated.earliest, stated.latest
    if first is None or last is None or first.year != last.year:
        return
    yield Trait(TraitKind.BIRTH_YEAR, _BIRTHS, f"{first.year}")
    if first.month == last.month:
        yield Trait(TraitKind.BIRTH_MONTH, _BIRTHS, f"{first.year}-{first.month:02}")
        if stated.exact is not None:
            yield Trait(TraitKind.BIRTH_DAY, _BIRTHS, stated.exact.isoformat())


def _phone(value: str) -> str:
    plain = _JAPAN.sub("0", unicodedata.normalize("NFKC", value).strip())
    digits = _NOT_DIGITS.sub("", plain)
    return digits if len(digits) >= _SHORTEST_PHONE and len(set(digits)) > 1 else ""


def _municipal_id(value: str) -> str:
    """Without padding zeros; a filler such as 0 or 9999999999 is nobody's id."""
    key = match_key(value).lstrip("0")
    filler = len(set(key)) < 2 or not any(map(str.isdigit, key))
    return "" if filler else key
