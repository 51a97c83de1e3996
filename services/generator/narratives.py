"""Sentences for the sealed texts of invented cases. No figures: nothing may look like a number."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Final

_ISSUES: Final[Mapping[str, tuple[str, ...]]] = {
    "HEALTH_DISABILITY": (
        "体調がすぐれず通院が途切れている。",
        "物忘れが目立ち、服薬の管理が難しい。",
    ),
    "HOUSING": ("住まいの傷みがひどく、転居先を探している。", "大家から退去を求められている。"),
    "INCOME": ("貯えが少なく、年金だけでは暮らせない。", "収入がほとんどない。"),
    "RENT_LOAN": ("家賃の滞納が続いている。", "住宅ローンの返済が苦しい。"),
    "TAX_UTILITY": ("光熱費と税の滞納がある。", "電気が止められそうだと話す。"),
    "DEBT": ("複数の借入れがあり、督促の電話がこわい。", "家族に言えない借金がある。"),
    "JOB_SEEK": ("仕事を探しているが面接が続かない。", "離職してから自信をなくしている。"),
    "JOB_TROUBLE": ("介護のため職場で肩身が狭いという。", "勤め先との関係に悩んでいる。"),
    "COMMUNITY_REL": ("近隣から苦情が寄せられている。", "町内のつきあいが途絶えている。"),
    "FAMILY_REL": ("親子で口をきかない日が多い。", "きょうだいの協力が得られない。"),
    "CHILDCARE": ("子の発達が気がかりで夜も眠れない。", "ひとりで育児を担い疲れている。"),
    "ELDERCARE": ("介護の負担が一人に偏っている。", "要介護の認定を受けたが利用につながらない。"),
    "HIKIKOMORI_TRUANCY": ("長く家から出ていない。", "学校に行けない日が続いている。"),
    "DV_ABUSE": ("大きな声を出され、家にいるのがこわい。", "体にあざが見られた。"),
    "NO_FOOD": ("食べるものがなく、水だけで過ごした日がある。",),
    "OTHER": ("どこに相談してよいか分からないという。",),
    "YOUNG_CARER": ("家事と親の世話を子が担っている。", "宿題をする時間がないと話す。"),
    "HOARDING": ("物が積み上がり、寝る場所もない。", "室内に入れず、玄関先で話を聞いた。"),
    "SELF_HARM": ("消えてしまいたいと漏らした。",),
    "ISOLATION": ("訪ねてくる人がいない。", "電話にも出なくなった。"),
    "LANGUAGE": ("日本語での手続きに困っている。", "学校からの手紙が読めない。"),
}
_NOTES: Final = (
    "面談し、近況を聞き取った。",
    "訪問したところ表情は穏やかだった。",
    "関係機関と情報を共有した。",
    "通院に同行した。",
    "申請書類の記入を手伝った。",
    "家族の思いを聞いた。",
    "電話で様子を確かめた。",
    "次回の訪問日を決めた。",
    "サービスの利用について説明した。",
    "本人の希望を改めて確かめた。",
)
_WISHES: Final = (
    "この家で暮らし続けたい。",
    "人に会う機会がほしい。",
    "働けるようになりたい。",
    "家族に迷惑をかけたくない。",
    "子どもと落ち着いて過ごしたい。",
    "まずはゆっくり眠りたい。",
)
_GOALS: Final = (
    "週に一度、外に出る。",
    "受診を再開する。",
    "家計の見通しを立てる。",
    "介護サービスを使い始める。",
    "居場所に通う。",
    "滞納を分けて納める。",
    "片づけの手伝いを受け入れる。",
    "登校の日を増やす。",
)
_PROVIDED: Final = (
    "町内会長が時折声をかけている。",
    "以前に救急の要請があった。",
    "窓口では穏やかに話す。",
    "近所から心配の声があった。",
    "学校では疲れた様子が見られる。",
)


def about(issues: tuple[str, ...], rng: Random) -> str:
    """What was said at the counter about these issues."""
    return "".join([rng.choice(_ISSUES[issue]) for issue in issues])


def note(rng: Random) -> str:
    """A line or two of a support record."""
    return "".join(rng.sample(_NOTES, rng.randint(1, 3)))


def wish(rng: Random) -> str:
    """本人の意向."""
    return rng.choice(_WISHES)


def goals(rng: Random) -> list[str]:
    """One to three goals of a plan."""
    return rng.sample(_GOALS, rng.randint(1, 3))


def provided(rng: Random) -> str:
    """What a member tells a conference."""
    return rng.choice(_PROVIDED)
