"""What the conditions of the table mean, for somebody who reads law and no code."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Words(NamedTuple):
    """Japanese, and the same in English."""

    ja: str
    en: str


TITLES: Mapping[str, Words] = {
    "consent": Words("本人同意", "Consent"),
    "package": Words("つなぎ", "Referral"),
    "room": Words("会議", "Conference or council"),
    "opening": Words("開く事由", "What opens it"),
    "glass": Words("緊急閲覧", "Break-glass"),
    "protected": Words("支援措置", "Protection"),
    "closed": Words("共有停止", "Sharing closed"),
    "cited": Words("引用する根拠", "Cited ground"),
}

VALUES: Mapping[str, Mapping[object, Words]] = {
    "consent": {
        "NONE": Words(
            "記録した機関と見る機関の両方を名指す同意がない",
            "no consent names both the agency that recorded it and the one that reads",
        ),
        "LIVE": Words(
            "両方の機関・この項目・この目的を名指す同意が、見る時点で有効である",
            "a consent that names both agencies, the field and the purpose is live at that instant",
        ),
        "LIVE_ABUSE_DV": Words(
            "LIVE に加え、虐待・DVの最初の記録より後に、虐待・DVの区分を名指して同意した",
            "as LIVE, and it was given after the first record of abuse and names ABUSE_DV",
        ),
        "OTHER_FIELD": Words(
            "有効な同意はあるが、この項目を名指していない",
            "a consent is live but does not name this field",
        ),
        "OTHER_PURPOSE": Words(
            "有効な同意はあるが、この目的を名指していない",
            "a consent is live but does not name this purpose",
        ),
        "REFERRAL_ONLY": Words(
            "同意はつなぎのためだけで、この記録はその提供範囲にない",
            "the consent serves a referral only, and this record is not in its package",
        ),
        "OVERRIDDEN": Words(
            "支援措置又は行き先を見せない異動より前の同意であるか、本人以外による同意で効かない",
            "it was given before a protection or an undisclosed departure, or by another for a"
            " protected person",
        ),
        "WITHDRAWN": Words("撤回された", "it was withdrawn for one of the two agencies"),
        "EXPIRED": Words("期限が過ぎた", "it has run out"),
    },
    "package": {
        "NONE": Words("この記録を渡すつなぎがない", "no referral carries this record"),
        "CONSENT": Words(
            "本人同意によるつなぎの提供範囲にあり、回答待ち又は受理後で、つなぎの目的で見ている",
            "in the package of a referral by consent that waits for its answer or was accepted, and"
            " read for that purpose",
        ),
        "ABUSE_DUTY": Words(
            "虐待防止法によるつなぎの提供範囲にあり、回答待ち又は受理後である",
            "in the package of a referral under the abuse prevention acts that waits for its"
            " answer or was accepted",
        ),
        "LOOP": Words(
            "そのつなぎの相手方からの回答・経過・取下げである",
            "the other party's answer, interim note or withdrawal of that referral",
        ),
        "ENDED": Words(
            "つなぎは辞退・期限切れ・取下げ・中止で終わったか、別の目的で見ている",
            "the referral ended (declined, lapsed, withdrawn or cancelled), or it is read for"
            " another purpose",
        ),
    },
    "room": {
        "NONE": Words(
            "会議・要対協に出された記録でないか、見る機関に宛てられていない",
            "provided into no conference or council case, or not addressed to the reader",
        ),
        "INSIDE": Words(
            "開いている会議・要対協の場の中で見ており、構成員として守秘に服する",
            "read inside the open conference or council case by a member bound by secrecy",
        ),
        "SUBJECT": Words(
            "会議・要対協の場の中で、主催者が挙げた対象者を構成員が登録した記録を見ている",
            "read inside: a member's registration of a person the host says it is about",
        ),
        "ELSEWHERE": Words(
            "構成員であるが、場の外で見ている", "read by a member, but outside its workspace"
        ),
        "CLOSED": Words("会議・要対協は終わった", "the conference or council case has closed"),
        "PROMOTED": Words(
            "重層的支援会議がその会議を引き継いだ",
            "a multilayer conference has taken the conference over",
        ),
    },
    "opening": {
        "NONE": Words("開く事由がない", "nothing opens it"),
        "REQUEST": Words(
            "同意のない多機関協働の依頼が市町村で審査中で、その対象者・事例の記録である",
            "of the persons and case of a coordination request without consent that the"
            " municipality has before it",
        ),
        "REQUEST_ITSELF": Words(
            "市町村に宛てた、同意のない多機関協働の依頼そのものである",
            "the coordination request without consent itself, addressed to the municipality",
        ),
        "DECISION": Words(
            "重層的支援会議が適当と認め、又は支援決定されたプランの対象者で、"
            "多機関協働事業者が同意により見られる記録である",
            "of the subjects of a plan found adequate or decided, and visible to the coordination"
            " team by consent",
        ),
        "DECISION_MADE": Words(
            "市町村の判定・支援決定・役割分担で、見る機関を名指す有効な同意がある",
            "the municipality's triage, decision or roles, and a live consent names the reader",
        ),
        "ABUSE": Words(
            "虐待・DVの記録がある人の、その事例又は事例に属さない記録である",
            "of a person with a record of abuse, in that case or in none",
        ),
        "IDENTITY_STATEMENT": Words(
            "人物の登録・属性、又は世帯異動の届けである",
            "a registration or attribute of a person, or a statement of a household",
        ),
    },
    "glass": {
        "NONE": Words("緊急閲覧をしていない", "no break-glass"),
        "LIVE": Words(
            "見る人が、この人のこの項目について、理由を示して始めた緊急閲覧の時間内である",
            "within the time of a break-glass that the reader began, with a reason, for this field"
            " of this person",
        ),
        "EXPIRED": Words("緊急閲覧の時間が過ぎた", "the break-glass has run out"),
    },
    "protected": {
        True: Words("支援措置を受けている", "the person is under protection"),
        False: Words("支援措置を受けていない", "the person is not under protection"),
    },
    "closed": {
        True: Words(
            "制限するかもしれない記録を読めず、この人・事例・機関の共有を止めている",
            "a record that may restrict could not be read, so sharing is closed for the person,"
            " the case or the agency",
        ),
        False: Words("共有は止まっていない", "sharing is not closed"),
    },
    "cited": {
        True: Words(
            "引用する同意・会議・要対協が届いている",
            "the consent, conference or council case it cites has arrived, or it cites none",
        ),
        False: Words(
            "引用する同意・会議・要対協がまだ届いていない",
            "the consent, conference or council case it cites has not arrived",
        ),
    },
}
"""Condition → its value → what it means."""

COMPARTMENTS: Mapping[str, Words] = {
    "UNKNOWN": Words("不明", "unknown"),
    "AGENCY": Words("機関内", "the agency's own"),
    "CONSENT": Words("同意により共有", "shared by consent"),
    "SUPPORT_CONF": Words("支援会議の場", "inside a support conference"),
    "CHILD_COUNCIL": Words("要対協の場", "inside a child council's case"),
    "ABUSE_DV": Words("虐待・DV", "abuse and domestic violence"),
    "PROTECTED": Words("支援措置", "address protection"),
    "NONE": Words("個人の記録でない", "about no person"),
}

RULES: Mapping[str, Words] = {
    "V4": Words(
        "虐待・DVと支援措置の区分は、それより前の同意に優先する",
        "Abuse and protection override every earlier consent",
    ),
    "V5": Words(
        "つなぎのための同意は、そのつなぎの提供範囲だけを渡す",
        "A consent for a referral gives that referral's package and nothing else",
    ),
    "V6": Words(
        "名寄せ担当・監査・市町村・多機関協働事業者が職務上見る範囲",
        "What steward, auditor, municipality and coordination team see by their duty",
    ),
}
"""Rules of the programme where no statute is named."""
