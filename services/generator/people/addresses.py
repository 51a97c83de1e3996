"""Places in the municipality, and the ways in which one address is written.

The municipality is invented (甲市), and so are its towns.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

_WITH_CHOME: Final = (
    "桜町",
    "若葉台",
    "霞ケ丘",
    "自由が丘",
    "緑が丘",
    "栄町",
    "本町",
    "中央",
    "東",
    "西浦",
    "南台",
    "北新町",
    "富士見",
    "旭町",
    "泉",
    "光が丘",
    "竜ケ崎",
    "希望が丘",
    "白鳥",
    "清水",
    "千代田",
    "宮前",
    "花園",
    "松原",
    "梅田",
)
_WITHOUT_CHOME: Final = (
    "大字中野",
    "大字上原",
    "大字下原",
    "一ノ宮",
    "大字小沢",
    "三ツ木",
    "大字浜",
    "大字滝ノ上",
    "大字高萩",
    "大字関",
)
_BUILDINGS: Final = (
    "コーポ桜",
    "メゾン若葉",
    "サンハイツ",
    "グリーンコーポ",
    "第二泉荘",
    "市営旭団地",
    "県営南台住宅",
    "ハイム栄",
    "清風荘",
    "パークハイツ宮前",
    "ひまわり荘",
    "コーポラス花園",
    "ライオンズ本町",
    "レジデンス中央",
)
_KANJI_DIGITS: Final = "\u3007一二三四五六七八九"
# ASCII digits and hyphen to full width: U+FF10 to FF19, U+FF0D.
_WIDE: Final = {ord("-"): 0xFF0D} | {ord("0") + digit: 0xFF10 + digit for digit in range(10)}
_GA: Final = str.maketrans({"ケ": "ヶ"})
_FLAT_SHARE: Final = 0.42
_CHOME_SHARE: Final = 0.85


class Address(NamedTuple):
    """A home: town, 丁目 (None in towns without), block, number; building and room of a flat."""

    town: str
    chome: int | None
    block: int
    number: int
    building: str | None
    room: str | None


def draw_address(rng: Random) -> Address:
    """One home; about four in ten are flats (住宅・土地統計調査)."""
    flat = rng.random() < _FLAT_SHARE
    building = rng.choice(_BUILDINGS) if flat else None
    room = f"{rng.randint(1, 6)}{rng.randint(1, 12):02}" if flat else None
    if rng.random() < _CHOME_SHARE:
        town, chome = rng.choice(_WITH_CHOME), rng.randint(1, 8)
        return Address(town, chome, rng.randint(1, 40), rng.randint(1, 28), building, room)
    town = rng.choice(_WITHOUT_CHOME)
    return Address(town, None, rng.randint(1, 2800), rng.randint(1, 20), building, room)


def in_words(home: Address) -> str:
    """As the resident register prints it: 桜町３丁目１２番５号 コーポ桜２０１."""
    return (_words(home, str(home.chome)) + _flat(home, "　")).translate(_WIDE)


def in_kanji(home: Address) -> str:
    """With 丁目 in kanji numerals, the rest in figures: 桜町三丁目12番5号 コーポ桜201号室."""
    chome = "" if home.chome is None else _KANJI_DIGITS[home.chome]
    return _words(home, chome) + _flat(home, " ") + ("号室" if home.room else "")


def in_hyphens(home: Address) -> str:
    """As typed in a hurry: 桜町3-12-5-201."""
    room = f"-{home.room}" if home.room else ""
    return _town(home).replace("大字", "") + _figures(home) + room


def without_building(home: Address) -> str:
    """As told on the telephone: 桜町3-12-5."""
    return _town(home).replace("大字", "").translate(_GA) + _figures(home)


def with_wide_hyphens(home: Address) -> str:
    """In full width: 桜町３－１２－５　コーポ桜２０１."""
    return (_town(home) + _figures(home) + _flat(home, "　")).translate(_WIDE)


def _town(home: Address) -> str:
    return home.town


def _figures(home: Address) -> str:
    chome = "" if home.chome is None else f"{home.chome}-"
    return f"{chome}{home.block}-{home.number}"


def _words(home: Address, chome: str) -> str:
    if home.chome is None:
        return f"{_town(home)}{home.block}番地{home.number}"
    return f"{_town(home)}{chome}丁目{home.block}番{home.number}号"


def _flat(home: Address, gap: str) -> str:
    return f"{gap}{home.building}{home.room}" if home.building else ""
