"""What an agency writes down about a person: its spelling, its gaps, its errors (I1 to I4).

The same person is written differently by different agencies, and that is what identity has to
live with: register and everyday kanji, 旧姓, misheard kana, birth dates of which only the month
was told, addresses without the building.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Final

from services.generator.agencies import Agency
from services.generator.people import birth_dates
from services.generator.people.addresses import Address
from services.generator.people.given_names import FEMALE, MALE
from services.generator.people.person import Person

_TO_HIRAGANA: Final = {kana: kana - 0x60 for kana in range(0x30A1, 0x30F7)}
# Pairs that are misheard or mistyped: voiced for unvoiced, small for large, a lost long vowel.
_MISHEARD: Final = (
    ("ザ", "サ"),
    ("ガ", "カ"),
    ("ダ", "タ"),
    ("サキ", "ザキ"),
    ("シマ", "ジマ"),
    ("ュ", "ユ"),
    ("ョ", "ヨ"),
    ("ョウ", "ョ"),
    ("ュウ", "ュ"),
    ("オオ", "オウ"),
    ("ウ", "ー"),
    ("ヅ", "ズ"),
    ("ヂ", "ジ"),
)
_SEX: Final = {FEMALE: "F", MALE: "M"}
_SELECTOR_SHARE: Final = 0.3
_ENTIRELY_UNKNOWN: Final = 0.25
_MONTH_UNKNOWN: Final = 0.4
_PHONE_KNOWN: Final = 0.7
# The municipal system stores the exact glyph of these as an ideographic variation sequence.
_GLYPHS: Final = {"邉": "邉\U000e0101", "葛": "葛\U000e0100", "辻": "辻\U000e0100"}


@dataclass(frozen=True, slots=True)
class Written:
    """One attribute as written; ``name_type`` for names only."""

    attribute: str
    value: str
    name_type: str | None = None


@dataclass(frozen=True, slots=True)
class Knowledge:
    """That an agency knows a person, under which id of its own, and what it wrote."""

    agency: Agency
    person: Person
    source_person_id: str
    written: tuple[Written, ...]


def take_down(agency: Agency, person: Person, home: Address, today: date, rng: Random) -> Knowledge:
    """What ``agency`` writes when it first meets ``person``."""
    style = agency.style
    careless = rng.random() < style.careless
    written = [
        *_names(agency, person, careless, rng),
        Written("NAME_KANA", _kana(agency, person, careless, rng), "KANA"),
        Written("BIRTH_DATE", _birth_date(agency, person, rng)),
        Written("SEX", _SEX[person.sex]),
        Written("ADDRESS", style.address(home)),
    ]
    if style.knows_municipal_id:
        written.append(Written("MUNICIPAL_ID", person.municipal_id))
    if person.age_on(today) >= 15 and rng.random() < _PHONE_KNOWN:
        written.append(Written("PHONE", person.phone))
    if person.foreign is not None:
        written.append(Written("LANGUAGE", person.foreign.language))
    # Drawn, not counted: an agency's own id says nothing of another agency's.
    source_id = f"{agency.role}-{rng.getrandbits(40):010x}"
    return Knowledge(agency, person, source_id, tuple(written))


def _names(agency: Agency, person: Person, careless: bool, rng: Random) -> list[Written]:
    if person.foreign is not None:
        names = [Written("NAME", person.foreign.roman, "LEGAL_ROMAN")]
        if person.foreign.alias is not None:
            names.append(Written("NAME", person.foreign.alias, "ALIAS"))
        return names
    style = agency.style
    if careless and person.former is not None:
        # The counter still has the name from before the marriage.
        former = f"{person.former.common}\u3000{person.given.common}"
        return [Written("NAME", former, "FORMER")]
    name = person.name if style.register_name else person.common_name
    if style.knows_municipal_id and rng.random() < _SELECTOR_SHARE:
        name = "".join([_GLYPHS.get(character, character) for character in name])
    return [Written("NAME", name.replace("\u3000", style.name_gap), "LEGAL_KANJI")]


def _kana(agency: Agency, person: Person, careless: bool, rng: Random) -> str:
    kana = person.kana
    if careless:
        kana = _misheard(kana, rng)
    if agency.style.kana_hiragana:
        kana = kana.translate(_TO_HIRAGANA)
    return kana.replace(" ", agency.style.name_gap or " ")


def _misheard(kana: str, rng: Random) -> str:
    possible = [pair for pair in _MISHEARD if pair[0] in kana]
    if not possible:
        return kana
    heard, written = rng.choice(possible)
    return kana.replace(heard, written, 1)


def _birth_date(agency: Agency, person: Person, rng: Random) -> str:
    style = agency.style
    if rng.random() >= style.vague:
        return style.birth_date(person.born)
    how = rng.random()
    if how < _ENTIRELY_UNKNOWN:
        return birth_dates.UNKNOWN
    if how < _ENTIRELY_UNKNOWN + _MONTH_UNKNOWN:
        return birth_dates.without_month(person.born)
    return birth_dates.without_day(person.born)
