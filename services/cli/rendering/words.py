"""The words a person reads: Japanese first, English beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from datetime import datetime

from schemas.codes import code_list

CASE_STATES: Mapping[str, str] = {
    "OPEN": "支援中 Open",
    "SUSPENDED": "中断 Suspended",
    "CLOSED": "終結 Closed",
}
FLAG_STATES: Mapping[str, str] = {
    "OPEN": "未対応 Open",
    "RESPONDED": "対応済 Responded",
    "CLEARED": "解除 Cleared",
}
REFERRAL_STATES: Mapping[str, str] = {
    "PENDING_PARENT": "つなぎ元未着 Sender's record not here yet",
    "SENT": "回答待ち Awaiting answer",
    "ACCEPTED": "受理 Accepted",
    "DECLINED": "辞退 Declined",
    "WITHDRAWN": "取下げ Withdrawn",
    "LAPSED": "期限切れ Lapsed",
    "INTERIM": "経過あり In progress",
    "CANCELLATION_REQUESTED": "中止依頼 Cancellation requested",
    "CANCELLED": "中止 Cancelled",
    "COMPLETED": "完了 Completed",
}
REQUEST_STATES: Mapping[str, str] = {
    "PENDING_PARENT": "依頼未着 Request not here yet",
    "REQUESTED": "判定待ち Requested",
    "CONFERENCE_TRACK": "支援会議で検討 In support conference",
    "ACCEPTED": "受付 Accepted",
    "PLANNING": "プラン作成中 Planning",
    "AWAITING_CONFERENCE": "会議待ち Awaiting conference",
    "DECIDED": "支援決定 Decided",
    "RETURNED": "差戻し Returned",
    "ADVICE_ONLY": "助言のみ Advice only",
    "CLOSED": "終結 Closed",
}
PLAN_STATES: Mapping[str, str] = {
    "PENDING_PARENT": "プラン案未着 Draft not here yet",
    "DRAFTED": "案 Drafted",
    "AGREED": "本人同意 Agreed",
    "REVIEWED": "会議済 Reviewed",
    "REVISE": "要修正 To be revised",
    "DECIDED": "支援決定 Decided",
    "REPLAN": "再プラン To be replanned",
    "CLOSED": "終了 Closed",
    "SUSPENDED": "中断 Suspended",
}

CHECK = "要確認"
REDACTED = "抹消済 Redacted"


def state(words: Mapping[str, str], code: str) -> str:
    """A state in words; the code itself where a newer service knows more states."""
    return words.get(code, code)


def both(codes: str, code: str) -> str:
    """A code of a list in Japanese and English; the code itself where it is newer than the list."""
    known = code_list(codes)
    return f"{known.ja(code)} {known.en(code)}" if code in known else code


def plain(text: str) -> str:
    """Text as it is, but for control characters, which could drive the terminal."""
    return "".join(
        "\N{REPLACEMENT CHARACTER}" if unicodedata.category(char) == "Cc" else char for char in text
    )


def minute(instant: str) -> str:
    """``2026-06-01 09:00``; a day stays a day; empty stays empty."""
    if "T" not in instant:
        return instant
    return f"{datetime.fromisoformat(instant):%Y-%m-%d %H:%M}"


def sources(event_ids: Iterable[str]) -> str:
    """The event ids behind a value, one a line."""
    return "\n".join(f"↳ {event_id}" for event_id in event_ids)
