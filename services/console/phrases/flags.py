"""Phrases of the urgency flags."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "do_clear_flag": ("緊急度フラグを解除する", "Clear the flag"),
    "do_respond_flag": ("初動を記録する", "Record the response"),
    "flag": ("緊急度フラグ", "Flag"),
}
