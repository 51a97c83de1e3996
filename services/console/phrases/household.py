"""Phrases of the household page."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "consent_fields": ("項目・目的", "Fields and purposes"),
    "consent_known": ("同意あり", "consent known"),
    "consent_unknown": ("同意なし・不明", "no consent, or not known"),
    "consents": ("同意", "Consents"),
    "eco_as_table": ("文字で読む", "Read it as text"),
    "eco_described": (
        "中央に世帯、左右に関係機関、線は関わり方",
        "The household in the middle, agencies on both sides, lines for how they are tied",
    ),
    "eco_map": ("エコマップ", "Eco-map"),
    "no_consent_known": ("把握している同意はありません。", "No consent is known here."),
}
