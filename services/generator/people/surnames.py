"""Surnames with kana, weight and the spellings that a family register may hold.

The fifty commonest come with their counts from Faker's ja_JP provider; the others are the next
common ones, with rounded counts. Spellings are those that municipal staff meet daily.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from faker.providers.person.ja_JP import Provider

_FURTHER: Final = (
    "小野 オノ 41|田村 タムラ 41|竹内 タケウチ 40|金子 カネコ 40|和田 ワダ 39|中山 ナカヤマ 39"
    "|石田 イシダ 38|上田 ウエダ 38|森田 モリタ 38|原 ハラ 37|柴田 シバタ 36|酒井 サカイ 36"
    "|工藤 クドウ 36|横山 ヨコヤマ 36|宮崎 ミヤザキ 36|宮本 ミヤモト 35|内田 ウチダ 35"
    "|高木 タカギ 35|安藤 アンドウ 34|谷口 タニグチ 34|大野 オオノ 34|丸山 マルヤマ 33"
    "|今井 イマイ 33|高田 タカダ 33|藤本 フジモト 33|武田 タケダ 32|村田 ムラタ 32|上野 ウエノ 32"
    "|杉山 スギヤマ 32|増田 マスダ 31|平野 ヒラノ 31|菅原 スガワラ 31|久保 クボ 31|松井 マツイ 30"
    "|千葉 チバ 30|岩崎 イワサキ 30|桜井 サクライ 30|木下 キノシタ 30|野口 ノグチ 30"
    "|松尾 マツオ 29|菊地 キクチ 29|野村 ノムラ 29|新井 アライ 29|佐野 サノ 28|杉本 スギモト 28"
    "|大西 オオニシ 27|古川 フルカワ 27|浜田 ハマダ 27|市川 イチカワ 27|小松 コマツ 26"
    "|高野 タカノ 26|水野 ミズノ 26|島田 シマダ 26|山内 ヤマウチ 26|西田 ニシダ 25|菊池 キクチ 25"
    "|西川 ニシカワ 25|五十嵐 イガラシ 25|北村 キタムラ 25|安田 ヤスダ 25|川口 カワグチ 24"
    "|中田 ナカタ 24|平田 ヒラタ 24|川崎 カワサキ 24|東 ヒガシ 23|飯田 イイダ 23|本田 ホンダ 23"
    "|久保田 クボタ 23|吉川 ヨシカワ 23|沢田 サワダ 22|辻 ツジ 22|関 セキ 22|中西 ナカニシ 21"
    "|服部 ハットリ 21|樋口 ヒグチ 20|川上 カワカミ 20|富田 トミタ 20|永井 ナガイ 20"
    "|松岡 マツオカ 20|広瀬 ヒロセ 19|田辺 タナベ 19|滝沢 タキザワ 15|宮沢 ミヤザワ 13"
    "|黒沢 クロサワ 10|柳沢 ヤナギサワ 9|桑原 クワバラ 9|徳永 トクナガ 8|国分 コクブン 4"
    "|真田 サナダ 2|曽根 ソネ 4|佐久間 サクマ 9|長島 ナガシマ 9|葛西 カサイ 6|船越 フナコシ 3"
    "|宍戸 シシド 3|玉井 タマイ 5|一ノ瀬 イチノセ 3|三枝 サエグサ 2"
)
_PER_THOUSAND: Final = 1000

# Some families of a name read it otherwise: unlike kana for equal kanji, in truth and not by error.
_OTHER_READINGS: Final = {
    "山崎": ("ヤマサキ", 0.25),
    "中島": ("ナカシマ", 0.15),
    "高田": ("タカタ", 0.15),
    "吉川": ("キッカワ", 0.05),
    "東": ("アズマ", 0.3),
    "中田": ("ナカダ", 0.3),
    "新井": ("ニイイ", 0.02),
}

# What the family register may hold for a character, and how often (of those who bear it).
_REGISTER_FORMS: Final = {
    "辺": (("邊", 0.2), ("邉", 0.22)),
    "高": (("髙", 0.08),),
    "崎": (("﨑", 0.15),),
    "斎": (("齋", 0.15),),
    "斉": (("齊", 0.08),),
    "浜": (("濱", 0.2), ("濵", 0.05)),
    "沢": (("澤", 0.2),),
    "桜": (("櫻", 0.15),),
    "広": (("廣", 0.1),),
    "吉": (("𠮷", 0.05),),
    "富": (("冨", 0.2),),
    "島": (("嶋", 0.1), ("嶌", 0.01)),
    "滝": (("瀧", 0.2),),
    "柳": (("栁", 0.08),),
    "桑": (("桒", 0.04),),
    "徳": (("德", 0.05),),
    "国": (("國", 0.1),),
    "真": (("眞", 0.08),),
    "曽": (("曾", 0.15),),
    "関": (("關", 0.05),),
    "黒": (("黑", 0.03),),
    "瀬": (("瀨", 0.05),),
    "恵": (("惠", 0.06),),
    "静": (("靜", 0.04),),
    "寿": (("壽", 0.06),),
}


class Surname(NamedTuple):
    """A family's name: the everyday spelling, the register's, and its reading."""

    common: str
    register: str
    kana: str


class Surnames:
    """Draws surnames by weight."""

    def __init__(self) -> None:
        pairs = [(kanji, kana, count) for (kanji, kana, _), count in _faker_pairs()]
        for row in _FURTHER.split("|"):
            kanji, kana, thousands = row.split()
            pairs.append((kanji, kana, int(thousands) * _PER_THOUSAND))
        self._names = [(kanji, kana) for kanji, kana, _ in pairs]
        self._weights = _running_total([float(count) for _, _, count in pairs])

    def draw(self, rng: Random) -> Surname:
        """One family's name."""
        kanji, kana = rng.choices(self._names, cum_weights=self._weights)[0]
        reading, share = _OTHER_READINGS.get(kanji, (kana, 0.0))
        if share and rng.random() < share:
            kana = reading
        return Surname(kanji, register_form(kanji, rng), kana)


def register_form(common: str, rng: Random) -> str:
    """The spelling in the family register of a name commonly written so."""
    return "".join([_register_character(character, rng) for character in common])


def _register_character(character: str, rng: Random) -> str:
    forms = _REGISTER_FORMS.get(character)
    if forms is None:
        return character
    left = rng.random()
    for form, share in forms:
        if left < share:
            return form
        left -= share
    return character


def _faker_pairs() -> list[tuple[tuple[str, str, str], float]]:
    return list(Provider.last_name_pairs.items())


def _running_total(weights: list[float]) -> list[float]:
    total, totals = 0.0, []
    for weight in weights:
        total += weight
        totals.append(total)
    return totals
