"""A notice in words: Japanese first, English beneath."""

from __future__ import annotations

from services.notify.notice import Notice, Particulars

_CLOSING = (
    "この通知に氏名や相談の内容は含まれません。返信はできません。",
    "This message holds no name and nothing of any case. Replies are not read.",
)
_TRIAL = ("これは通知の試験です。", "This is a test of the notifications.")


def subject(notice: Notice) -> str:
    """One line; the same for every alarm of an agency."""
    if notice.trial:
        return "縁 通知の試験 / Enishi: test"
    return " ".join(filter(None, ("縁 期限超過", notice.agency, "/ Enishi: overdue")))


def text(notice: Notice) -> str:
    """The whole message, ending in a line break."""
    said = notice.particulars
    if notice.trial:
        japanese, english = [_TRIAL[0]], [_TRIAL[1]]
    elif said is None:
        japanese = [f"期限超過があります（{notice.late}件）。"]
        english = [f"Something is overdue ({notice.late})."]
    else:
        japanese, english = _japanese(said), _english(said)
    japanese += [f"　画面　 {notice.link}", "", _CLOSING[0]]
    english += [f"  Console {notice.link}", "", _CLOSING[1]]
    return "\n".join([*japanese, "", *english, ""])


def _japanese(said: Particulars) -> list[str]:
    due = f"{said.due:%Y-%m-%d %H:%M}"
    return [
        "期限を過ぎたものがあります。",
        "",
        f"　期限　 {said.words.ja}　{due}（日本時間）",
        f"　番号　 {said.about}",
    ]


def _english(said: Particulars) -> list[str]:
    return [
        "This is overdue.",
        "",
        f"  Clock   {said.words.en}, due {said.due:%Y-%m-%d %H:%M} (Japan time)",
        f"  Id      {said.about}",
    ]
