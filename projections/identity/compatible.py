"""Whether two agencies' statements of one attribute of one person can both be true (I1 to I4).

Only what a person has one of is judged. What a value leaves open (不詳, a name in another script,
a municipal id filled with nines) contradicts nothing: the doubt must be worth somebody's while.
"""

from __future__ import annotations

from datetime import date
from enum import Enum, auto
from typing import Final

from projections.identity.kana import is_kana
from projections.identity.match_key import match_key
from projections.identity.traits import TraitKind, stated_traits
from projections.identity.wareki import parse_date

TIMELESS: Final = frozenset(
    {"NAME", "NAME_KANA", "NAME/LEGAL_ROMAN", "BIRTH_DATE", "DEATH_DATE", "SEX", "MUNICIPAL_ID"}
)
"""Two that differ contradict each other, whenever they were stated."""
TIMED: Final = frozenset({"ADDRESS", "PHONE"})
"""Two that differ may follow one another, so they contradict only if they hold from one day on."""

_KANA: Final = {"NAME/KANA": "NAME_KANA", "NAME_KANA/KANA": "NAME_KANA"}
_COMPARED_BY: Final = {
    "SEX": TraitKind.SEX,
    "MUNICIPAL_ID": TraitKind.MUNICIPAL_ID,
    "ADDRESS": TraitKind.ADDRESS,
    "PHONE": TraitKind.PHONE,
}


class _Script(Enum):
    """A name in one script says nothing against the same name in another."""

    KANA = auto()
    LATIN = auto()
    OTHER = auto()


def comparable(field: str) -> str | None:
    """The attribute under which a shown field (``NAME``, ``NAME/KANA``) is compared; None for one
    of which a person may have several: an alias, a former name, a school."""
    attribute = _KANA.get(field, field)
    return attribute if attribute in TIMELESS or attribute in TIMED else None


def compatible(attribute: str, one: str, other: str) -> bool:
    """Whether both values of an attribute, as ``comparable`` names it, can be right."""
    if attribute in ("BIRTH_DATE", "DEATH_DATE"):
        return _dates(one, other)
    if attribute in _COMPARED_BY:
        return _keys(_key(attribute, one), _key(attribute, other))
    return _names(match_key(one), match_key(other))


def _dates(one: str, other: str) -> bool:
    """By the days that each may mean: an unknown month agrees with every one of its year."""
    (first, last), (other_first, other_last) = _days(one), _days(other)
    return first <= other_last and other_first <= last


def _days(text: str) -> tuple[date, date]:
    stated = parse_date(text)
    return stated.earliest or date.min, stated.latest or date.max


def _names(one: str, other: str) -> bool:
    return _script(one) != _script(other) or _keys(one, other)


def _script(key: str) -> _Script:
    if all(map(is_kana, key)):
        return _Script.KANA
    return _Script.LATIN if key.isascii() else _Script.OTHER


def _keys(one: str, other: str) -> bool:
    """An empty key says nothing."""
    return not one or not other or one == other


def _key(attribute: str, value: str) -> str:
    kind = _COMPARED_BY[attribute]
    return next((trait.key for trait in stated_traits(attribute, value) if trait.kind == kind), "")
