"""Given names by sex and year of birth, with kana.

Composed from stems and endings that were in fashion when the bearer was born (Meiji Yasuda's
yearly ranking of newborns' names shows the fashions), mixed with Faker's ja_JP names, so that
namesakes are about as frequent as in a town, not one in fifty.
"""

from __future__ import annotations

from random import Random
from typing import Final, NamedTuple

from faker.providers.person.ja_JP import Provider

from services.generator.people.surnames import register_form

MALE: Final = "MALE"
FEMALE: Final = "FEMALE"


class GivenName(NamedTuple):
    """A person's own name: the everyday spelling, the register's, and its reading."""

    common: str
    register: str
    kana: str


_Part = tuple[str, str]


class _Fashion(NamedTuple):
    """Names of those born before ``until``: whole ones, and stems with endings."""

    until: int
    whole: tuple[_Part, ...]
    stems: tuple[_Part, ...]
    endings: tuple[_Part, ...]
    whole_share: float


def _parts(rows: str) -> tuple[_Part, ...]:
    pairs = (row.split(":") for row in rows.split())
    return tuple((kanji, kana) for kanji, kana in pairs)


_OLD_STEMS: Final = _parts(
    "和:カズ 幸:サチ 節:セツ 洋:ヨウ 弘:ヒロ 文:フミ 久:ヒサ 静:シズ 光:ミツ 敏:トシ 恵:ケイ"
    " 京:キョウ 悦:エツ 信:ノブ 富美:フミ 八重:ヤエ 貞:サダ 照:テル 道:ミチ 勝:カツ 芳:ヨシ"
    " 昭:アキ 政:マサ 律:リツ 良:リョウ 登美:トミ 喜美:キミ 澄:スミ 孝:タカ 順:ジュン 英:ヒデ"
    " 栄:エイ 美代:ミヨ 千代:チヨ 君:キミ 房:フサ 寿美:スミ 正:マサ 春:ハル 秋:アキ 冬:フユ"
    " 絹:キヌ 清:キヨ 艶:ツヤ 初:ハツ 松:マツ 竹:タケ 梅:ウメ 桂:ケイ"
)
_MALE_STEMS: Final = _parts(
    "正:マサ 和:カズ 義:ヨシ 秀:ヒデ 利:トシ 昭:アキ 信:ノブ 勝:カツ 武:タケ 忠:タダ 清:キヨ"
    " 光:ミツ 敏:トシ 幸:ユキ 孝:タカ 文:フミ 久:ヒサ 重:シゲ 邦:クニ 英:ヒデ 哲:テツ 宏:ヒロ"
    " 康:ヤス 辰:タツ 晴:ハル 春:ハル 富:トミ 貞:サダ 政:マサ 一:カズ 克:カツ 俊:トシ 広:ヒロ"
    " 善:ヨシ 輝:テル 隆:タカ 徳:ノリ 直:ナオ"
)
_MALE_ENDINGS: Final = _parts(
    "雄:オ 夫:オ 男:オ 彦:ヒコ 一:カズ 則:ノリ 之:ユキ 明:アキ 治:ハル 美:ミ 行:ユキ 弘:ヒロ"
    " 信:ノブ 志:シ"
)
_FASHIONS: Final = {
    FEMALE: (
        _Fashion(
            1955,
            _parts(
                "キヨ:キヨ ハル:ハル トメ:トメ フミ:フミ ヨシ:ヨシ ミツ:ミツ シゲ:シゲ チヨ:チヨ"
                " ウメ:ウメ スエ:スエ きよ:キヨ はな:ハナ よね:ヨネ 花子:ハナコ 操:ミサオ"
                " 茂子:シゲコ"
            ),
            _OLD_STEMS,
            _parts("子:コ 子:コ 子:コ 子:コ 江:エ 枝:エ 代:ヨ 美:ミ"),
            0.15,
        ),
        _Fashion(
            1978,
            _parts(
                "明美:アケミ 真由美:マユミ 由美子:ユミコ 直美:ナオミ 久美子:クミコ 智子:トモコ"
                " 裕子:ユウコ 優子:ユウコ 祐子:ユウコ 恵美:エミ 美由紀:ミユキ 幸恵:ユキエ"
                " 香織:カオリ 純子:ジュンコ 典子:ノリコ 浩子:ヒロコ 由香里:ユカリ 里美:サトミ"
                " 理恵:リエ 美香:ミカ 千鶴:チヅル 美穂:ミホ"
            ),
            _parts(
                "由美:ユミ 真理:マリ 美智:ミチ 裕:ヒロ 恵:エ 智:トモ 加代:カヨ 奈緒:ナオ 紀:ノリ"
                " 佳:ヨシ 薫:カオル 雅:マサ 友:トモ 規:ノリ 亜紀:アキ 千恵:チエ 香代:カヨ"
                " 美佐:ミサ 早苗:サナエ 百合:ユリ"
            ),
            _parts("子:コ 子:コ 美:ミ 江:エ 代:ヨ"),
            0.5,
        ),
        _Fashion(
            2003,
            _parts(
                "愛:アイ 美穂:ミホ 麻衣:マイ 彩:アヤ 千尋:チヒロ 美咲:ミサキ 沙織:サオリ"
                " 瞳:ヒトミ 遥:ハルカ 萌:モエ 茜:アカネ 楓:カエデ 梓:アズサ 葵:アオイ 恵:メグミ"
                " 望:ノゾミ 桃子:モモコ 千夏:チナツ"
            ),
            _parts(
                "美:ミ 奈:ナ 麻:マ 優:ユ 里:リ 沙:サ 真:マ 千:チ 彩:アヤ 由:ユ 佳:カ 友:トモ"
                " 菜:ナ 明:アキ"
            ),
            _parts("美:ミ 奈:ナ 香:カ 衣:イ 織:オリ 希:キ 穂:ホ 里:リ 帆:ホ 紀:キ 佳:カ 絵:エ"),
            0.35,
        ),
        _Fashion(
            9999,
            _parts(
                "凛:リン 葵:アオイ さくら:サクラ 杏:アン 紬:ツムギ 澪:ミオ ひなた:ヒナタ"
                " こころ:ココロ"
            ),
            _parts(
                "美:ミ 結:ユ 陽:ヒ 愛:ア 莉:リ 咲:サ 心:ココ 芽:メ 彩:イロ 優:ユ 乃:ノ 夏:ナツ"
                " 琴:コト 千:チ 花:ハナ 柚:ユズ 真:マ 詩:ウタ"
            ),
            _parts(
                "菜:ナ 衣:イ 桜:オ 花:カ 音:ネ 月:ヅキ 羽:ハ 香:カ 奈:ナ 乃:ノ 葉:ハ 希:キ 愛:ア"
                " 春:ハル"
            ),
            0.2,
        ),
    ),
    MALE: (
        _Fashion(
            1965,
            _parts(
                "清:キヨシ 勇:イサム 正:タダシ 実:ミノル 茂:シゲル 進:ススム 博:ヒロシ 弘:ヒロシ"
                " 浩:ヒロシ 昇:ノボル 隆:タカシ 孝:タカシ 豊:ユタカ 勝:マサル 誠:マコト 功:イサオ"
                " 薫:カオル 寛:ヒロシ 明:アキラ 昭:アキラ 三郎:サブロウ 一郎:イチロウ 次郎:ジロウ"
                " 健:ケン 修:オサム 猛:タケシ 武:タケシ 保:タモツ"
            ),
            _MALE_STEMS,
            _MALE_ENDINGS,
            0.4,
        ),
        _Fashion(
            1990,
            _parts(
                "浩:ヒロシ 誠:マコト 剛:ツヨシ 学:マナブ 徹:トオル 大輔:ダイスケ"
                " 健太郎:ケンタロウ 達也:タツヤ 哲也:テツヤ 裕之:ヒロユキ 直樹:ナオキ 聡:サトシ"
                " 淳:ジュン 亮:リョウ 翼:ツバサ 雄太:ユウタ"
            ),
            _parts(
                "和:カズ 直:ナオ 健:ケン 裕:ユウ 雅:マサ 智:トモ 達:タツ 孝:タカ 浩:ヒロ 秀:ヒデ"
                " 康:ヤス 洋:ヨウ 慎:シン 拓:タク 伸:シン 英:ヒデ 隆:タカ 真:マサ 俊:トシ"
            ),
            _parts(
                "也:ヤ 樹:キ 之:ユキ 一:イチ 介:スケ 太:タ 司:ジ 明:アキ 紀:ノリ 人:ト 史:フミ"
                " 平:ヘイ"
            ),
            0.3,
        ),
        _Fashion(
            9999,
            _parts(
                "蓮:レン 樹:イツキ 翔:ショウ 湊:ミナト 蒼:アオイ 律:リツ 新:アラタ 岳:ガク"
                " 颯:ハヤテ 朔:サク"
            ),
            _parts(
                "大:ダイ 悠:ユウ 陽:ハル 翔:ショウ 颯:ソウ 拓:タク 健:ケン 直:ナオ 智:トモ"
                " 優:ユウ 海:カイ 奏:カナ 晴:ハル 結:ユイ 隼:シュン 遥:ハル 涼:リョウ 航:コウ"
            ),
            _parts(
                "太:タ 斗:ト 真:マ 樹:キ 也:ヤ 介:スケ 輝:キ 仁:ト 平:ヘイ 人:ト 生:キ 希:キ"
                " 翔:ト 馬:マ"
            ),
            0.2,
        ),
    ),
}
_FAKER_SHARE: Final = 0.1


class GivenNames:
    """Draws given names by sex and year of birth."""

    def __init__(self) -> None:
        self._faker = {
            FEMALE: tuple(pair[:2] for pair in Provider.first_name_female_pairs),
            MALE: tuple(pair[:2] for pair in Provider.first_name_male_pairs),
        }

    def draw(self, sex: str, year: int, rng: Random) -> GivenName:
        """One name for a person of that sex born in that year."""
        if rng.random() < _FAKER_SHARE:
            kanji, kana = rng.choice(self._faker[sex])
        else:
            kanji, kana = _composed(_fashion(sex, year), rng)
        return GivenName(kanji, register_form(kanji, rng), kana)


def _fashion(sex: str, year: int) -> _Fashion:
    return next(fashion for fashion in _FASHIONS[sex] if year < fashion.until)


def _composed(fashion: _Fashion, rng: Random) -> _Part:
    if rng.random() < fashion.whole_share:
        return rng.choice(fashion.whole)
    stem, stem_kana = rng.choice(fashion.stems)
    ending, ending_kana = rng.choice([part for part in fashion.endings if part[0] != stem])
    return stem + ending, stem_kana + ending_kana
