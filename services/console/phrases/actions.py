"""Phrases of the actions and their forms, and what a refusal means to a worker."""

from __future__ import annotations

from collections.abc import Mapping

from services.console.phrases.pair import Pair

PHRASES: Mapping[str, Pair] = {
    "actions": ("できること", "What can be done"),
    "agenda": ("議題", "Agenda"),
    "attendees": ("出席機関", "Attendees"),
    "back": ("戻る", "Back"),
    "cancel": ("やめる", "Cancel"),
    "contact_date": ("連絡する日", "Day of contact"),
    "decision_date": ("決定日", "Day of the decision"),
    "do_accept": ("受理する", "Accept"),
    "do_agree_plan": ("本人同意を記録する", "Record the person's agreement"),
    "do_assess": ("アセスメントを記録する", "Record the assessment"),
    "do_assign_role": ("役割を決める", "Assign a role"),
    "do_change_lead": ("主担当を変える", "Change the lead"),
    "do_claim": ("担当する", "Claim"),
    "do_close": ("終結する", "Close the case"),
    "do_complete": ("完了を知らせる", "Complete"),
    "do_convene": ("重層的支援会議を記録する", "Record a multilayer conference"),
    "do_decide": ("支援決定を記録する", "Record the support decision"),
    "do_decline": ("辞退する", "Decline"),
    "do_draft_plan": ("プラン案を作る", "Draft a plan"),
    "do_end_role": ("役割を終える", "End a role"),
    "do_evaluate": ("評価を記録する", "Record the evaluation"),
    "do_hand_over": ("引き継ぐ", "Hand over"),
    "do_interim": ("経過を知らせる", "Report progress"),
    "do_monitor": ("モニタリングを記録する", "Record monitoring"),
    "do_override": ("優先度を変える", "Override the priority"),
    "do_release": ("担当を外れる", "Release"),
    "do_take_lead": ("主担当を引き受ける", "Take the lead"),
    "do_triage": ("判定する", "Triage"),
    "done": ("記録しました：", "Recorded:"),
    "explanation": ("説明", "Explanation"),
    "form_refused": (
        "記録できませんでした。何も保存していません。",
        "This could not be recorded; nothing was stored.",
    ),
    "form_wrong": ("次の項目を確認してください。", "Please check these fields."),
    "from_day": ("開始日", "From"),
    "held_by": ("担当", "held by"),
    "interim": ("経過", "Progress"),
    "lead_after": ("終結後の担当機関", "Agency afterwards"),
    "method": ("方法", "How"),
    "note": ("記録", "Note"),
    "on_day": ("日付", "Day"),
    "outcome": ("判定", "Outcome"),
    "override_band": ("区分（空欄は規則に戻す）", "Band (empty: back to the rules)"),
    "period_end": ("計画期間の終わり", "End of the period"),
    "plan_goals": ("目標（1行に1つ）", "Goals, one in a line"),
    "plan_subject": ("本人", "Person"),
    "plan_subjects": (
        "プランの対象（同意のある世帯員）",
        "Whose plan (who consented)",
    ),
    "result": ("結果", "Result"),
    "required": ("必須", "required"),
    "role_agency": ("担当機関", "Agency"),
    "role_task": ("役割", "Task"),
    "to_day": ("終了日", "Until"),
    "to_worker": ("引き継ぐ職員のID", "Staff id of whoever takes over"),
}

RULES: Mapping[str, Pair] = {
    "ALREADY_CLAIMED": (
        "先に担当した職員がいます。",
        "Somebody else has claimed it first.",
    ),
    "CLAIMED_BY_ANOTHER": ("別の職員が担当しています。", "Another worker holds it."),
    "NOT_CLAIMED": ("担当している職員がいません。", "Nobody holds it."),
    "ALREADY_ANSWERED": ("回答は記録済みです。", "It has been answered already."),
    "ENDS_BEFORE_DRAFTED": (
        "計画期間の終わりが作成日より前です。",
        "The period ends before the day of the draft.",
    ),
    "MEMBERS_TOO_FEW": ("構成員は2機関以上です。", "Name at least two members."),
    "NOT_A_MEMBER": (
        "構成員でない機関が含まれています。",
        "An agency is named that is no member.",
    ),
    "PERSON_REQUIRED": (
        "対象者が分からないため、文章では記録できません。",
        "Whom it is about is not known here, so nothing can be recorded in words.",
    ),
    "ALREADY_TRIAGED": ("判定は記録済みです。", "It has been triaged already."),
}
OTHER_RULE: Pair = ("記録の規則に合いません。", "It does not fit a rule of the record.")
