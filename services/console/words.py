"""Every word of the console, Japanese and English; codes take theirs from the code lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from schemas.codes import agency_code, code_list
from services.console.dates import day_text, minute_text

JAPANESE: Final = "ja"
ENGLISH: Final = "en"
LANGUAGES: Final = (JAPANESE, ENGLISH)

Pair = tuple[str, str]

PHRASES: Mapping[str, Pair] = {
    "about": ("対象", "About"),
    "more": ("つづきを見る", "Show more"),
    "after_closure": ("終結後活動", "Activity after closure"),
    "agencies": ("関係機関", "Agencies"),
    "alarms": ("期限超過", "Late"),
    "alarms_held": (
        "期限の判定は保留中です（記録の取り込み中、または受信なし）",
        "Deadlines are not being judged: records are still coming in, or none is heard",
    ),
    "alarms_unheard": (
        "受信している機関がないため、手元の記録だけで期限を判定しています",
        "No agency is heard: deadlines are judged by the records that are here",
    ),
    "all": ("すべて", "All"),
    "answer_by": ("回答期限", "answer by"),
    "as_of": ("現在", "as of"),
    "band": ("区分", "Band"),
    "board": ("多機関協働の一覧", "Coordination board"),
    "business_days": ("営業日", "business days"),
    "by_rules": ("規則では", "by the rules"),
    "case": ("事例", "Case"),
    "check": ("要確認", "to be checked"),
    "claimed_by": ("担当", "Claimed by"),
    "claims": ("主担当の記録", "Statements of the lead"),
    "clocks": ("期限", "Deadlines"),
    "consent": ("同意", "consent"),
    "contacts": ("支援経過", "Contacts"),
    "count": ("数", "Count"),
    "crossed": ("行き違い", "crossed"),
    "decision_no": ("決定番号", "decision no."),
    "due": ("期限", "Due"),
    "elsewhere": ("他世帯", "elsewhere"),
    "events": ("根拠", "Events"),
    "failed": ("表示できません", "Cannot be shown"),
    "failed_text": (
        "記録の照会先が応答していません。しばらくして開き直してください。",
        "The record service does not answer. Try again in a little while.",
    ),
    "filter": ("区分でしぼる", "Show only"),
    "flags": ("緊急（一覧外の事例）", "Urgent, outside the queue"),
    "forbidden": ("送信できません", "Refused"),
    "forbidden_text": (
        "画面が古くなっています。開き直してからもう一度送信してください。",
        "The page is out of date. Open it again and send once more.",
    ),
    "household": ("世帯", "Household"),
    "initial_response": ("初動", "response"),
    "issues": ("課題", "Issues"),
    "language": ("English", "日本語"),
    "late": ("期限超過", "late"),
    "lead": ("主担当", "Lead"),
    "left": ("世帯を離れた", "left the household"),
    "legal_basis": ("根拠", "basis"),
    "members": ("世帯員", "Members"),
    "met": ("済", "met"),
    "name": ("氏名", "Name"),
    "no_household": ("世帯は未登録", "No agency has stated a household"),
    "no_lead": ("主担当なし", "No lead agency"),
    "none": ("該当なし", "No result"),
    "none_text": ("お探しのものはありません。", "There is nothing to show here."),
    "not_heard": ("最終受信", "not heard since"),
    "nothing_waits": ("待っている依頼はありません。", "No request is waiting."),
    "nothing_in_band": (
        "この区分の依頼はありません。",
        "No request is in this band.",
    ),
    "offline": (
        "接続が切れました。下の表示は最新でないことがあります。再接続しています…",
        "The connection is broken. What is below may be out of date. Reconnecting…",
    ),
    "on": ("まで", "until"),
    "open": ("未", "open"),
    "override": ("変更理由", "Override"),
    "plan": ("プラン", "Plan"),
    "points": ("点", "Points"),
    "reason": ("理由", "reason"),
    "redacted": ("抹消済", "Redacted"),
    "reference": ("問い合わせ番号", "Reference"),
    "referrals": ("つなぎ", "Referrals"),
    "request": ("依頼", "Request"),
    "requested_on": ("依頼日", "Requested on"),
    "requests": ("依頼", "Requests"),
    "roles": ("役割分担", "Roles"),
    "rules": ("規則", "Rules"),
    "score": ("点", "Score"),
    "set_aside": ("保留の記録あり", "a record is set aside"),
    "sharing_closed": (
        "共有停止：読み取れない記録があるため、解決するまで共有しません",
        "Sharing is closed: a record could not be read; nothing is shared until it is resolved",
    ),
    "sign_out": ("サインアウト", "Sign out"),
    "signed_out": (
        "更新が止まりました。サインインし直してください。",
        "Updates have stopped. Sign in again.",
    ),
    "since": ("いつから", "Since"),
    "skip": ("本文へ", "Skip to the content"),
    "stale": ("同期遅延", "Out of date"),
    "state": ("状態", "State"),
    "suggested": ("紹介先", "suggested"),
    "term": ("項目", "Term"),
    "timeline": ("経過", "Timeline"),
    "title": ("縁 コンソール", "Enishi console"),
    "to_do": ("すること", "To do"),
    "total": ("計", "Total"),
    "undisclosed": ("非公開", "not shown"),
    "unnamed": ("氏名不明", "unnamed"),
    "urgency": ("緊急度", "Urgency"),
    "version": ("版", "version"),
    "waited": ("待ち", "Waiting"),
    "what": ("内容", "What"),
    "when": ("いつ", "When"),
    "who": ("機関", "Agency"),
    "why": ("順位の理由", "Why it ranks here"),
    "wish": ("本人の意向", "Own wish"),
    "goal": ("目標", "Goal"),
}

NEWS: Mapping[str, Pair] = {
    "arrived": ("新しい依頼 {}件", "New requests: {}"),
    "gone": ("一覧から外れた依頼 {}件", "Requests no longer on the board: {}"),
    "late": ("新しい期限超過 {}件", "Newly late: {}"),
    "changed": ("一覧が変わりました", "The board has changed"),
}

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
    },
    "to_do": {
        "つなぎ先未定": ("つなぎ先未定", "No agency to refer to yet"),
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
    "contradiction": {
        "membership": ("世帯員か", "In the household"),
        "relationship": ("続柄", "Relationship"),
        "household": ("世帯", "Household"),
    },
}


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, as the templates ask for them."""

    language: str

    def __call__(self, key: str) -> str:
        """A phrase. Raises KeyError for one that does not exist."""
        return self._of(PHRASES[key])

    def state(self, kind: str, code: str) -> str:
        """A state; the code itself where a newer service knows more states."""
        pair = STATES[kind].get(code)
        return self._of(pair) if pair else code

    def news(self, key: str, count: int = 0) -> str:
        """What has arrived, in one sentence."""
        return self._of(NEWS[key]).format(count)

    def code(self, name: str, code: str) -> str:
        """A code of a list; the code itself where it is newer than the list."""
        known = code_list(name)
        return known.ja(code) if self.japanese else known.en(code)

    def agency(self, agency_id: str) -> str:
        """``HOK-1 地域包括支援センター``."""
        return f"{agency_id} {self.code('agency', agency_code(agency_id))}"

    def day(self, text: str) -> str:
        """An ISO day with its era year."""
        return day_text(text, japanese=self.japanese)

    def minute(self, text: str) -> str:
        """An ISO instant to the minute, with its era year."""
        return minute_text(text, japanese=self.japanese)

    @property
    def japanese(self) -> bool:
        """Whether these are the Japanese words."""
        return self.language != ENGLISH

    def _of(self, pair: Pair) -> str:
        return pair[0] if self.japanese else pair[1]
