"""Phrases of the steward's pages."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "attribute": ("属性", "Attribute"),
    "candidates": ("名寄せ候補", "Candidates"),
    "compared": ("比較", "Compared"),
    "do_confirm_link": ("同一人物と確定する", "Confirm: one person"),
    "do_reattribute": ("再帰属する", "Re-attribute"),
    "do_reject_link": ("別人とする", "Reject: another person"),
    "exposures": ("誤った名寄せによる閲覧", "What was seen by a wrong link"),
    "judged": ("判定", "Judged"),
    "linked_at": ("確定", "Confirmed"),
    "no_candidates": ("名寄せ候補はありません。", "There is no candidate."),
    "nobody_saw": ("閲覧した職員はいません。", "Nobody saw anything by it."),
    "nothing_waits_for_its_person": (
        "再帰属を待つ記録はありません。",
        "No record waits for its person.",
    ),
    "revoked_at": ("取消", "Revoked"),
    "seen_fields": ("見た項目", "What was seen"),
    "steward": ("名寄せ", "Identity"),
    "to_person": ("誰の記録か", "Whose record it is"),
    "viewer": ("閲覧者", "Viewer"),
    "waiting": ("再帰属待ち", "Waiting for its person"),
}
