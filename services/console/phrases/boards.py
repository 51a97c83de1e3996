"""Phrases of the boards beside the queue."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "accepts": ("受け入れる課題", "Accepts"),
    "activities": ("活動（1年）", "Activities (a year)"),
    "area": ("地区", "Area"),
    "attempts": ("接触の記録", "Contacts tried"),
    "capacity": ("定員", "Capacity"),
    "community": ("地域資源", "Community"),
    "do_record_gap": ("不足を記録する", "Record what is lacking"),
    "first_said": ("最初", "First"),
    "followed_up": ("様子の確認", "Last follow-up"),
    "gap": ("不足しているもの", "What is lacking"),
    "host": ("受入先", "Host"),
    "hosts": ("受入先", "Hosts"),
    "identified": ("把握日", "Identified"),
    "last_held": ("最近の活動", "Last activity"),
    "last_said": ("最近", "Latest"),
    "matched": ("マッチング日", "Matched"),
    "no_attempts": ("まだ訪ねていません", "Nobody went there yet"),
    "no_gaps": ("不足の記録はありません。", "Nothing was said to be lacking."),
    "no_hosts": ("登録された受入先はありません。", "No host is registered."),
    "no_places": ("登録された場所はありません。", "No place is registered."),
    "no_targets": ("この機関に見える対象はありません。", "No target that this agency may see."),
    "no_trials": ("この機関に見える参加支援はありません。", "No trial that this agency may see."),
    "outreach": ("アウトリーチ", "Outreach"),
    "outreach_order": (
        "いちばん長く会えていない方から並びます。",
        "Whoever was longest left alone comes first.",
    ),
    "participation": ("参加支援", "Participation"),
    "participation_order": (
        "いちばん長く様子を聞いていない方から並びます。",
        "Whoever was longest unheard of comes first.",
    ),
    "place": ("場所", "Place"),
    "places_and_hosts": ("場所・受入先", "Places and hosts"),
    "place_kind": ("種別", "Kind"),
    "places_text": (
        "個人に関する記録は含みません。",
        "Nothing here is about a person.",
    ),
    "said_by": ("記録した機関", "Recorded by"),
    "stage": ("段階", "Stage"),
    "taken": ("利用中（この一覧で）", "Taken (on this list)"),
    "times": ("回数", "Times"),
    "trials": ("体験・参加", "Trials and places"),
    "unregistered": ("未登録の受入先", "A host that nobody registered"),
    "visits": ("参加者（1年）", "Visitors (a year)"),
}
