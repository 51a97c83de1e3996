"""Phrases of the abuse desk."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "abuse_desk": ("虐待対応", "Abuse desk"),
    "abuse_flags": ("緊急度フラグ", "Urgent flags"),
    "abuse_kind": ("虐待の種別", "Kind of abuse"),
    "abuse_report": ("通報", "Report"),
    "confirmed_at": ("確認した日時", "When it was confirmed"),
    "do_confirm_safety": ("安全確認を記録する", "Record the safety check"),
    "do_report_abuse": ("通報を記録する", "Record a report"),
    "kept_apart": (
        "この画面の記録は他の機関に表示されず、件数にも入りません。通報者は記録しません。",
        "No other agency sees or counts what is recorded here. Who reported is not recorded.",
    ),
    "known_ref": (
        "本人の参照番号（伝えられている場合）",
        "Reference of the person, where it was given to you",
    ),
    "new_address": ("住所（新しく登録する場合）", "Address, of somebody new"),
    "new_birth_date": ("生年月日（新しく登録する場合）", "Date of birth, of somebody new"),
    "new_kana": ("氏名カナ（新しく登録する場合）", "Name in kana, of somebody new"),
    "new_name": ("氏名（新しく登録する場合）", "Name, of somebody new"),
    "no_abuse_flags": ("対応を待つフラグはありません。", "No flag is waiting."),
    "no_unchecked_reports": (
        "安全確認を待つ通報はありません。",
        "No report waits for its check.",
    ),
    "received_at": ("受理した日時", "Received at"),
    "report_content": (
        "通報の内容（通報者のことは書かない）",
        "What was reported (never who reported)",
    ),
    "seen_persons": ("確認できた本人", "Who was seen"),
    "unchecked_reports": ("安全確認を待つ通報", "Reports without a safety check"),
}
