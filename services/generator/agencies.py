"""The agencies of the invented municipality, and how each of them writes people down."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Final

from services.generator.people import addresses, birth_dates
from services.generator.people.addresses import Address


@dataclass(frozen=True, slots=True)
class Style:
    """Habits of one agency's system and its staff."""

    birth_date: Callable[[date], str]
    address: Callable[[Address], str]
    register_name: bool  # the spelling of the family register, else the everyday one
    kana_hiragana: bool
    name_gap: str
    knows_municipal_id: bool
    vague: float  # how often a birth date is taken down only in part
    careless: float  # how often a kana is misheard or a former name kept


@dataclass(frozen=True, slots=True)
class Agency:
    """One agency: ``system`` is its ``source_system_id``; ``funding`` as in the envelope."""

    id: str
    role: str
    system: str
    funding: str
    staff: int
    style: Style


_OFFICE: Final = Style(
    birth_date=birth_dates.formal,
    address=addresses.in_words,
    register_name=True,
    kana_hiragana=False,
    name_gap="\u3000",
    knows_municipal_id=True,
    vague=0.0,
    careless=0.005,
)
_STYLES: Final[Mapping[str, Style]] = {
    "HOK": Style(
        birth_dates.dotted, addresses.without_building, False, False, "\u3000", False, 0.03, 0.04
    ),
    "SHO": Style(
        birth_dates.formal_wide, addresses.with_wide_hyphens, False, False, " ", False, 0.02, 0.03
    ),
    "KOD": Style(birth_dates.western, addresses.in_kanji, True, False, "\u3000", True, 0.0, 0.01),
    "JIR": Style(birth_dates.lettered, addresses.in_hyphens, False, True, "", False, 0.08, 0.06),
    "OR": Style(
        birth_dates.formal, addresses.without_building, False, False, "\u3000", False, 0.3, 0.1
    ),
    "PA": Style(birth_dates.lettered, addresses.in_hyphens, False, False, " ", False, 0.05, 0.04),
    "CT": Style(birth_dates.formal, addresses.in_kanji, False, False, "\u3000", False, 0.02, 0.03),
}


def _agency(code: str, funding: str, staff: int) -> Agency:
    style = _STYLES.get(code, _OFFICE)
    return Agency(f"{code}-1", code, f"{code.lower()}-1", funding, staff, style)


AGENCIES: Final[Mapping[str, Agency]] = MappingProxyType(
    {
        agency.role: agency
        for agency in (
            _agency("HOK", "I1A", 14),
            _agency("SHO", "I1B", 8),
            _agency("KOD", "I1C", 9),
            _agency("JIR", "I1D", 7),
            _agency("PA", "I2", 4),
            _agency("CB", "I3", 5),
            _agency("OR", "I4", 4),
            _agency("CT", "I5", 5),
            _agency("MU", "FUNDING_ITEM_NONE", 6),
            _agency("AB", "FUNDING_ITEM_NONE", 4),
            _agency("ST", "FUNDING_ITEM_NONE", 2),
            _agency("SCHOOL", "FUNDING_ITEM_NONE", 6),
            _agency("ENV", "FUNDING_ITEM_NONE", 2),
            _agency("FIRE", "FUNDING_ITEM_NONE", 2),
        )
    }
)
"""By code; the member-kind ones speak in conferences only."""

MEMBERS: Final = frozenset({"SCHOOL", "ENV", "FIRE"})


def role_of(code: str) -> str:
    """The role that an agency's people act in: its own code, or MEMBER for conference members."""
    return "MEMBER" if code in MEMBERS else code
