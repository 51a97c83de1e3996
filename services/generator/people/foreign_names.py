"""Names of foreign residents: Roman letters as on the residence card, kana, often an alias.

Nationalities in the order of the Immigration Services Agency's statistics of foreign residents
(在留外国人統計): China, Vietnam, Korea, the Philippines, Brazil, Nepal.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple


class ForeignName(NamedTuple):
    """The name in Roman letters, its kana, and the 通称 where one is registered."""

    roman: str
    kana: str
    alias: str | None
    language: str


_FAMILIES: Final = (
    ("zh", (("WANG", "ワン"), ("LI", "リー"), ("ZHANG", "チャン"), ("LIU", "リュウ"))),
    ("vi", (("NGUYEN", "グエン"), ("TRAN", "チャン"), ("PHAM", "ファム"), ("LE", "レ"))),
    ("ko", (("KIM", "キム"), ("PARK", "パク"), ("LEE", "イ"), ("CHOI", "チェ"))),
    ("tl", (("SANTOS", "サントス"), ("REYES", "レイエス"), ("DELA CRUZ", "デラクルス"))),
    ("pt", (("DA SILVA", "ダシルバ"), ("SOUZA", "ソウザ"), ("OLIVEIRA", "オリベイラ"))),
    ("ne", (("GURUNG", "グルン"), ("SHRESTHA", "シュレスタ"), ("TAMANG", "タマン"))),
)
_SHARES: Final = (26, 18, 13, 10, 7, 6)
_GIVEN: Final = {
    "zh": (("WEI", "ウェイ"), ("FANG", "ファン"), ("JING", "ジン"), ("LEI", "レイ"), ("NA", "ナ")),
    "vi": (
        ("VAN ANH", "ヴァンアイン"),
        ("THI HOA", "ティホア"),
        ("MINH", "ミン"),
        ("DUC", "ドゥック"),
    ),
    "ko": (("MIN JUN", "ミンジュン"), ("SEO YEON", "ソヨン"), ("JI HOON", "ジフン")),
    "tl": (("MARIA", "マリア"), ("JOSE", "ホセ"), ("GRACE", "グレース"), ("MARK", "マーク")),
    "pt": (("ANA", "アナ"), ("CARLOS", "カルロス"), ("PAULO", "パウロ"), ("JULIANA", "ジュリアナ")),
    "ne": (("SITA", "シタ"), ("RAM", "ラム"), ("BINOD", "ビノド"), ("ANITA", "アニタ")),
}
_ALIASES: Final = ("金田", "新井", "山本", "木下", "林", "高山", "大山", "安田")
_ALIAS_SHARE: Final = {"ko": 0.6, "zh": 0.1, "pt": 0.05}


class ForeignFamily(NamedTuple):
    """A family of foreign residents: language and family name, shared by its members."""

    language: str
    roman: str
    kana: str
    alias: str | None


def draw_family(rng: Random) -> ForeignFamily:
    """One family's language and name."""
    language, names = rng.choices(_FAMILIES, weights=_SHARES)[0]
    roman, kana = rng.choice(names)
    has_alias = rng.random() < _ALIAS_SHARE.get(language, 0.0)
    return ForeignFamily(language, roman, kana, rng.choice(_ALIASES) if has_alias else None)


def draw_name(family: ForeignFamily, given_alias: str, rng: Random) -> ForeignName:
    """One member's name; ``given_alias`` is the Japanese given name of the alias, if any."""
    roman, kana = rng.choice(_GIVEN[family.language])
    alias = f"{family.alias}　{given_alias}" if family.alias else None
    return ForeignName(f"{family.roman} {roman}", f"{family.kana} {kana}", alias, family.language)
