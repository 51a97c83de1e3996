"""Phrases of signing in."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "go_on": ("続ける", "Go on"),
    "not_registered": (
        "この機関の職員として登録されていません。",
        "You are not registered as staff of this agency.",
    ),
    "provider_away": (
        "認証サーバーが応答していません。しばらくしてからもう一度お試しください。",
        "The identity provider does not answer. Try again in a little while.",
    ),
    "sign_in_refused": (
        "サインインできませんでした。もう一度お試しください。",
        "You could not be signed in. Please try again.",
    ),
}
