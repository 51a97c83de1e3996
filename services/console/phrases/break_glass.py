"""Phrases of 緊急閲覧 and its review."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "break_glass": ("緊急閲覧", "Break glass"),
    "do_break_glass": ("緊急閲覧する", "Open now"),
    "do_review_glass": ("審査を記録する", "Record the verdict"),
    "glass_explanation": ("状況の説明", "What has happened"),
    "glass_fields": ("必要な項目", "What is needed"),
    "glass_minutes": ("必要な時間（分）", "For how long, in minutes"),
    "glass_opened": ("緊急閲覧の結果", "What was opened"),
    "glass_person": ("本人の参照番号", "Reference of the person"),
    "glass_reason": ("緊急の理由", "Why it is urgent"),
    "glass_recorded": (
        "閲覧は記録され、事後に審査されます。番号",
        "The viewing is recorded and will be reviewed. Number",
    ),
    "glass_refused": (
        "この緊急閲覧の審査は受け付けられません。審査済みでないか確認してください。",
        "This review was not accepted. It may have been reviewed already.",
    ),
    "glass_review": ("緊急閲覧の事後審査", "Review of break-glasses"),
    "glass_shown": ("表示項目", "What is shown"),
    "glass_until": ("閲覧できる期限", "Can be read until"),
    "glass_warning": (
        "生命・身体の危険があるときだけ使います。使用は記録され、別の職員が事後に審査します。",
        "Only where life or body is in danger. Its use is recorded, and reviewed by another.",
    ),
    "nothing_to_review": ("審査を待つ緊急閲覧はありません。", "No break-glass waits for review."),
    "own_glass": (
        "自分が使った緊急閲覧は審査できません。別の職員が審査してください。",
        "Nobody reviews their own break-glass. Another person must.",
    ),
    "verdict": ("審査の結果", "Verdict"),
}
