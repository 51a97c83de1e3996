"""What two profiles have to say to each other, attribute by attribute.

Only whether tokens are equal is looked at, so an explanation can never show a value (threat 13).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from projections.identity.profile import Profile
from projections.identity.traits import TraitKind

_NOTHING: Final[frozenset[bytes]] = frozenset()


class Level(StrEnum):
    """How far two persons agree in one attribute."""

    SAME = "SAME"
    SAME_TOWN = "SAME_TOWN"
    SAME_MONTH = "SAME_MONTH"
    SAME_YEAR = "SAME_YEAR"
    SAME_SOUND = "SAME_SOUND"
    SAME_PART = "SAME_PART"
    MISSING = "MISSING"
    OTHER = "OTHER"


def levels(one: Profile, other: Profile) -> dict[str, Level]:
    """Attribute → how far they agree in it. Symmetric; a person with several values of an
    attribute agrees by the best of them."""
    return {attribute: compare(one, other) for attribute, compare in _COMPARED.items()}


def _exact(kind: TraitKind) -> Callable[[Profile, Profile], Level]:
    def compare(one: Profile, other: Profile) -> Level:
        mine, theirs = one.get(kind, _NOTHING), other.get(kind, _NOTHING)
        if not mine or not theirs:
            return Level.MISSING
        return Level.OTHER if mine.isdisjoint(theirs) else Level.SAME

    return compare


def _name(one: Profile, other: Profile) -> Level:
    whole = _exact(TraitKind.NAME)(one, other)
    if whole is Level.OTHER and not _with_parts(one).isdisjoint(_with_parts(other)):
        return Level.SAME_PART
    return whole


def _with_parts(person: Profile) -> frozenset[bytes]:
    """One agency writes a family name alone where another writes both."""
    return person.get(TraitKind.NAME, _NOTHING) | person.get(TraitKind.NAME_PART, _NOTHING)


def _kana(one: Profile, other: Profile) -> Level:
    whole = _exact(TraitKind.KANA)(one, other)
    if whole is not Level.OTHER:
        return whole
    if _exact(TraitKind.KANA_SOUND)(one, other) is Level.SAME:
        return Level.SAME_SOUND
    return Level.SAME_PART if _exact(TraitKind.KANA_PART)(one, other) is Level.SAME else whole


def _birth(one: Profile, other: Profile) -> Level:
    """Compared as exactly as both are known; a month apart in what is known is another date."""
    day = _exact(TraitKind.BIRTH_DAY)(one, other)
    if day is not Level.MISSING:
        return day
    month = _exact(TraitKind.BIRTH_MONTH)(one, other)
    if month is not Level.MISSING:
        return Level.SAME_MONTH if month is Level.SAME else month
    year = _exact(TraitKind.BIRTH_YEAR)(one, other)
    return Level.SAME_YEAR if year is Level.SAME else year


def _address(one: Profile, other: Profile) -> Level:
    full = _exact(TraitKind.ADDRESS)(one, other)
    if full is Level.SAME:
        return full
    return Level.SAME_TOWN if _exact(TraitKind.TOWN)(one, other) is Level.SAME else full


_COMPARED: Final[Mapping[str, Callable[[Profile, Profile], Level]]] = {
    "MUNICIPAL_ID": _exact(TraitKind.MUNICIPAL_ID),
    "NAME": _name,
    "NAME_KANA": _kana,
    "BIRTH_DATE": _birth,
    "SEX": _exact(TraitKind.SEX),
    "ADDRESS": _address,
    "PHONE": _exact(TraitKind.PHONE),
}

ATTRIBUTES: Final = tuple(_COMPARED)
"""In the order in which evidence is told; the names are codes of the list ``attribute``."""
