"""Phrases of the inbox."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "and_ended": ("終わったものも", "With what is over"),
    "days_left": ("残り{}日", "{} days left"),
    "days_over": ("{}日超過", "{} days late"),
    "from_agency": ("つなぎ元", "From"),
    "given": ("提供された情報", "What it gives"),
    "inbox": ("受信箱", "Inbox"),
    "inbox_empty": ("届いているつなぎはありません。", "No referral is waiting."),
    "nothing_given": ("提供されている情報はありません。", "It gives nothing."),
    "only_open": ("進行中のみ", "Open only"),
    "places": ("画面", "Pages"),
    "progress": ("経過", "Progress so far"),
    "to_case": ("世帯を開く", "Open the household"),
}
