"""States and other codes that no code list has."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

STATES: Mapping[str, Mapping[str, Pair]] = {
    "case": {
        "OPEN": ("支援中", "Open"),
        "SUSPENDED": ("中断", "Suspended"),
        "CLOSED": ("終結", "Closed"),
    },
    "flag": {
        "OPEN": ("未対応", "Open"),
        "RESPONDED": ("対応済", "Responded"),
        "CLEARED": ("解除", "Cleared"),
    },
    "referral": {
        "PENDING_PARENT": ("つなぎ元未着", "Sender's record not here yet"),
        "SENT": ("回答待ち", "Awaiting answer"),
        "ACCEPTED": ("受理", "Accepted"),
        "DECLINED": ("辞退", "Declined"),
        "WITHDRAWN": ("取下げ", "Withdrawn"),
        "LAPSED": ("期限切れ", "Lapsed"),
        "INTERIM": ("経過あり", "In progress"),
        "CANCELLATION_REQUESTED": ("中止依頼", "Cancellation requested"),
        "CANCELLED": ("中止", "Cancelled"),
        "COMPLETED": ("完了", "Completed"),
    },
    "request": {
        "PENDING_PARENT": ("依頼未着", "Request not here yet"),
        "REQUESTED": ("判定待ち", "Requested"),
        "CONFERENCE_TRACK": ("支援会議で検討", "In support conference"),
        "ACCEPTED": ("受付", "Accepted"),
        "PLANNING": ("プラン作成中", "Planning"),
        "AWAITING_CONFERENCE": ("会議待ち", "Awaiting conference"),
        "DECIDED": ("支援決定", "Decided"),
        "RETURNED": ("差戻し", "Returned"),
        "ADVICE_ONLY": ("助言のみ", "Advice only"),
        "CLOSED": ("終結", "Closed"),
    },
    "plan": {
        "PENDING_PARENT": ("プラン案未着", "Draft not here yet"),
        "DRAFTED": ("案", "Drafted"),
        "AGREED": ("本人同意", "Agreed"),
        "REVIEWED": ("会議済", "Reviewed"),
        "REVISE": ("要修正", "To be revised"),
        "DECIDED": ("支援決定", "Decided"),
        "REPLAN": ("再プラン", "To be replanned"),
        "CLOSED": ("終了", "Closed"),
        "SUSPENDED": ("中断", "Suspended"),
    },
    "clock": {
        "P1_RESPONSE": ("P1初動", "P1 response"),
        "P2_RESPONSE": ("P2初動", "P2 response"),
        "TRIAGE": ("判定", "Triage"),
        "ASSESSMENT": ("アセスメント", "Assessment"),
        "PLAN_DRAFT": ("プラン案", "Plan draft"),
        "MONITORING_DUE": ("モニタリング", "Monitoring"),
        "EVALUATION_DUE": ("評価", "Evaluation"),
        "SAFETY_CHECK": ("安全確認", "Safety check"),
        "FACT_CHECK": ("事実確認", "Fact check"),
    },
    "to_do": {
        "つなぎ先未定": ("つなぎ先未定", "No agency to refer to yet"),
        "NO_LEAD": ("主担当なし", "No lead agency"),
        "CONSENT_ENDING": ("同意の期限が近い", "Consent ends soon"),
        "MONITORING_DUE": ("モニタリングの期限", "Monitoring due"),
        "EVALUATION_DUE": ("評価の期限", "Evaluation due"),
        "OUT_OF_TOUCH": ("しばらく接点なし", "Nobody in contact"),
        "CONFERENCE_TODAY": ("本日の支援会議", "Support conference today"),
        "PROTECTION_ENDING": ("支援措置の期限が近い", "Address protection ends soon"),
        "SAFETY_CHECK": ("安全確認（48時間）", "Safety check, 48 h"),
        "FACT_CHECK": ("事実確認（48時間）", "Fact check, 48 h"),
        "LINK_PROPOSAL": ("名寄せ候補", "Link proposal"),
        "REATTRIBUTE": ("再帰属", "Re-attribute"),
        "ACTIVITY_AFTER_CLOSURE": ("終結後活動", "Activity after closure"),
        "BREAK_GLASS_REVIEW": ("緊急閲覧の事後審査", "Break-glass review"),
        "TRANSFER_MISMATCH": ("移管の不一致", "Transfer mismatch"),
        "CONSENT_REVIEW": ("同意変更後の見直し", "Review after a consent change"),
    },
    "term": {
        "I": ("課題", "Issues"),
        "F": ("分野", "Fields"),
        "W": ("待ち（営業日）", "Business days waited"),
        "M": ("未成年", "Minor"),
        "L": ("主担当なし", "No lead agency"),
        "D": ("辞退が未解決", "Unresolved decline"),
    },
    "room": {
        "SUPPORT_CONFERENCE": ("支援会議", "Support conference"),
        "CHILD_COUNCIL": ("要保護児童対策地域協議会", "Child council"),
    },
    "consent": {
        "LIVE": ("有効", "Live"),
        "PARTLY_WITHDRAWN": ("一部撤回", "Partly withdrawn"),
        "WITHDRAWN": ("撤回", "Withdrawn"),
        "EXPIRED": ("期限切れ", "Expired"),
        "REFUSED": ("不同意", "Refused"),
    },
    "tie": {
        "lead": ("主担当", "Lead"),
        "works": ("支援中", "Working"),
        "asked": ("回答待ち", "Asked"),
        "named": ("同意のみ", "Named in a consent only"),
        "ended": ("終了", "Ended"),
    },
    "exposure": {
        "UNAUTHORISED": ("権限なしの閲覧", "Seen without a ground"),
        "MISATTRIBUTED": ("別人の記録として閲覧", "Seen as somebody else's"),
    },
    "contradiction": {
        "membership": ("世帯員か", "In the household"),
        "relationship": ("続柄", "Relationship"),
        "household": ("世帯", "Household"),
    },
}
