"""Addresses as agencies write them, brought to one key (rule I4).

Character width, 丁目 in kanji or arabic numerals, hyphens of all kinds, ヶ/ケ/が and the words
番地, 番, 号 are unified; the building part is split off, because one agency writes it and the
next does not. Equal keys make a candidate, never a link (I5).
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from projections.identity.kana import to_katakana
from projections.identity.kanji import fold_kanji
from projections.identity.match_key import match_key, normalise
from projections.identity.numerals import kanji_to_arabic

_POSTAL_CODE: Final = re.compile(r"^〒? ?\d{3}-?\d{4} ")
_PREFECTURE: Final = re.compile(r"^(?:北海道|東京都|(?:京都|大阪)府|[一-鿿]{1,3}県)")
_PREFIX_WORDS: Final = re.compile(r"大字|小字|(?<=[市区町村])字")
_KANJI_NUMBER: Final = "[〇一二三四五六七八九十]+"
_UNIT: Final = "丁目|番地|番|号"
_COUNTED: Final = re.compile(rf"{_KANJI_NUMBER}(?=(?:{_UNIT})(?!町))")
_STREETS: Final = re.compile(rf"{_KANJI_NUMBER}(?=条[東西南北])")
_CHOME: Final = re.compile(r"(\d+)丁目")
_HYPHENS: Final = re.compile(
    r"(?<=\d)\s*[\-\u2010-\u2015\u2212\u30fc\u2500\u2501\u02d7~]+\s*(?=\d)"
)
_UNITS: Final = re.compile(r"(?<=\d)(?:丁目|番地|番|号)(?:の)?(?=\s*\d)|(?<=\d)の(?=\d)")
_LAST_UNIT: Final = re.compile(r"(?<=\d)(?:番地|番|号)(?!室|棟)")
_BLOCK: Final = re.compile(r"\d+(?:\s*-\s*\d+)*(?![\d条線区町]|丁(?!目))(?:丁目)?")
_ROOM_WORDS: Final = re.compile(r"^(?:号室|号棟|棟|階|室|f)")
_GA: Final = re.compile(r"(?<=[一-鿿々])[ヶケヵカガゲ](?=[一-鿿])")
_NO: Final = re.compile(r"(?<=[一-鿿])[\u30ce之](?=[一-鿿])")
_MOST_BLOCK_NUMBERS: Final = 3


class AddressKeys(NamedTuple):
    """``key``: the place to the last block number; ``town``: the town and 丁目 (町丁目);
    ``building``: what came after, empty where nothing did. Empty keys match nothing."""

    key: str
    town: str
    building: str


def address_keys(text: str) -> AddressKeys:
    """The keys of an address; the original string is kept by its owner."""
    plain = _POSTAL_CODE.sub("", re.sub(r"\s+", " ", normalise(text)).strip())
    plain = _PREFIX_WORDS.sub("", _PREFECTURE.sub("", plain))
    plain = _STREETS.sub(_arabic, _COUNTED.sub(_arabic, plain))
    counts_chome = _CHOME.search(plain) is not None
    plain = _LAST_UNIT.sub("", _UNITS.sub("-", _HYPHENS.sub("-", plain)))
    block = _BLOCK.search(plain)
    if block is None:
        area = _area(plain)
        return AddressKeys(area, area, "")
    numbers, building = _numbers(block.group(), plain[block.end() :])
    area = _area(plain[: block.start()])
    has_chome = counts_chome or len(numbers) >= _MOST_BLOCK_NUMBERS
    town = area + numbers[0] if has_chome else area
    return AddressKeys(area + "-".join(numbers), town, match_key(building))


def _numbers(block: str, rest: str) -> tuple[list[str], str]:
    numbers = re.findall(r"\d+", block)
    building = rest
    if _ROOM_WORDS.match(rest.strip()) and len(numbers) > 1:
        building = numbers.pop() + rest
    if len(numbers) > _MOST_BLOCK_NUMBERS:
        building = " ".join(numbers[_MOST_BLOCK_NUMBERS:]) + building
        numbers = numbers[:_MOST_BLOCK_NUMBERS]
    return [str(int(number)) for number in numbers], building


def _area(written: str) -> str:
    spaceless = re.sub(r"\s", "", to_katakana(written))
    return fold_kanji(_NO.sub("\u30ce", _GA.sub("ケ", spaceless)))


def _arabic(match: re.Match[str]) -> str:
    return kanji_to_arabic(match.group())
