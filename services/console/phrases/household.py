"""Phrases of the household page."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "by_rule": ("根拠となる規則", "By this rule"),
    "cited": ("根拠の番号", "What it cites"),
    "conference": ("支援会議", "conference"),
    "consent_fields": ("項目・目的", "Fields and purposes"),
    "consent_known": ("同意あり", "consent known"),
    "consent_unknown": ("同意なし・不明", "no consent, or not known"),
    "consents": ("同意", "Consents"),
    "council": ("要対協", "council case"),
    "eco_as_table": ("文字で読む", "Read it as text"),
    "eco_described": (
        "中央に世帯、左右に関係機関、線は関わり方",
        "The household in the middle, agencies on both sides, lines for how they are tied",
    ),
    "eco_map": ("エコマップ", "Eco-map"),
    "filter_agency": ("機関でしぼる", "Only of one agency"),
    "grounds": ("根拠", "Grounds"),
    "handed_on": ("提供", "handed on"),
    "no_consent_known": ("把握している同意はありません。", "No consent is known here."),
    "nobody_looked": ("閲覧の記録はありません。", "Nobody has looked."),
    "referral_cited": ("つなぎ", "referral"),
    "shown_field": ("見えている項目", "What is shown"),
    "viewings": ("閲覧", "Viewings"),
    "who_saw": ("だれが見たか", "Who saw it"),
    "who_saw_text": (
        "自機関の記録を見た機関と、その根拠です。",
        "Which agencies looked at your own agency's records, and on what ground.",
    ),
    "why_shown": ("なぜ見えるか", "Why you see this"),
}
