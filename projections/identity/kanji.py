"""Kanji variants folded to one representative (rule I1): 渡邊, 渡邉 and 渡辺 are one name.

Source: the MJ shrink map (MJ縮退マップ) of the Character Information Technology Promotion
Council as carried by ``jntajis-python``: the JIS incorporation and UCS unification rule, the
Ministry of Justice's notice 582 and the notices under the Family Register Act (戸籍法). The
map's fourth scheme, inference by reading and glyph, is left out: it adds no name character.

The map says what a character may shrink to, not which one stands for all. Taking connected
groups would chain 真 to 雷 by way of rare variants; so a character only ever moves to one that
is at least as common, and stops there.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from jntajis import MJShrinkSchemeCombo, mj_shrink_candidates

_SCHEMES: Final = int(
    MJShrinkSchemeCombo.JIS_INCORPORATION_UCS_UNIFICATION_RULE
    | MJShrinkSchemeCombo.MOJ_NOTICE_582
    | MJShrinkSchemeCombo.MOJ_FAMILY_REGISTER_ACT_RELATED_NOTICE
)

_LEVEL_1: Final = 1
_LEVEL_2: Final = 2
_BEYOND_JIS_X_0208: Final = 3

# Characters that the map shrinks to another word's character. 書 is listed for a variant of 晝
# (昼), 功 for one of 切, 玉 for one of 王, 師 for one of 帥, 宍 for 肉: in names (玉井, 功, 宍戸)
# they stand for themselves and for nothing else.
_KEPT: Final = frozenset("書功玉師宍")

# What the map lacks and municipal practice treats as one name character. First the simplified
# shapes of JIS C 6226-1983 beside their printed standard ones, then pairs met in surnames
# (斉/斎 are different characters, and written for each other; 碕, 埼 stand for 崎 in 山崎).
_PAIRS: Final = (
    "桧檜 薮藪 鴎鷗 尭堯 遥遙 凛凜 篭籠 諌諫 頚頸 梼檮 砺礪 侭儘 祷禱 鯵鰺 竃竈 迩邇 蝿蠅"
    " 蛎蠣 頬頰 賎賤 麹麴 掴摑 填塡 嘘噓 唖啞 焔焰 鹸鹼 莱萊 蝋蠟 醤醬 蒋蔣 屏屛 并幷 繋繫"
    " 剥剝 叱𠮟 箪簞 騨驒 顛顚 掻搔 潅灌 涛濤 鴬鶯 巌巖 妍姸 躯軀 撹攪"
    " 斎斉 磯礒 桝枡 栃杤 崎碕 崎埼 麟驎"
)

_SUPPLEMENT: Final = {variant: pair[0] for pair in _PAIRS.split() for variant in pair[1:]}


def fold_kanji(text: str) -> str:
    """Each kanji replaced by its group's representative; other characters stay.

    Idempotent. Expects NFKC text without variation selectors.
    """
    return "".join([_representative(character) for character in text])


@lru_cache(maxsize=16_384)
def _representative(character: str) -> str:
    path = [character]
    while True:
        following = _next(path[-1])
        if following is None:
            return path[-1]
        if following in path:
            return min(path[path.index(following) :], key=_commonness)
        path.append(following)


def _next(character: str) -> str | None:
    if character in _KEPT or not _may_be_kanji(character):
        return None
    if character in _SUPPLEMENT:
        return _SUPPLEMENT[character]
    level = _level(character)
    candidates = (candidate[0] for candidate in mj_shrink_candidates(character, _SCHEMES))
    others = (c for c in candidates if c != character and c not in _KEPT)
    commoner = [c for c in others if _level(c) <= level]
    return min(commoner, key=_commonness) if commoner else None


def _commonness(character: str) -> tuple[int, str]:
    return _level(character), character


def _level(character: str) -> int:
    """JIS X 0208 level: 1 (rows 16 to 47), 2 (rows 48 to 84), 3 for whatever is outside."""
    try:
        encoded = character.encode("euc_jp")
    except UnicodeEncodeError:
        return _BEYOND_JIS_X_0208
    if len(encoded) != 2 or encoded[0] < 0xB0:
        return _BEYOND_JIS_X_0208
    return _LEVEL_1 if encoded[0] <= 0xCF else _LEVEL_2


def _may_be_kanji(character: str) -> bool:
    return (
        "\u3400" <= character <= "\u9fff"
        or "\uf900" <= character <= "\ufaff"
        or "\U00020000" <= character <= "\U000323af"
    )
