"""The outbox of notices as a person reads it, and as a program does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table

from services.cli.rendering.words import plain
from services.notify.delivery import Kind
from services.notify.outbox import State
from services.notify.standing import DestinationStanding, Standing

STATES: Mapping[State, str] = {
    State.WAITING: "送信待ち\nWaiting",
    State.SENT: "送信済\nSent",
    State.OVER: "送信前に解消\nOver",
    State.GIVEN_UP: "断念\nGiven up",
}
KINDS: Mapping[str, str] = {
    Kind.INTERRUPTED: "送信中に停止 stopped during the attempt",
    Kind.UNREACHABLE: "つながらない cannot be reached",
    Kind.TIMEOUT: "応答なし no answer in time",
    Kind.BAD_CERTIFICATE: "証明書が不正 its certificate is refused",
    Kind.TLS_FAILED: "暗号化に失敗 no TLS could be agreed on",
    Kind.NO_STARTTLS: "STARTTLS非対応 it offers no STARTTLS or no sign-in",
    Kind.LOGIN_REFUSED: "サインイン拒否 it refuses the sign-in",
    Kind.SENDER_REFUSED: "差出人拒否 it refuses the sender",
    Kind.RECIPIENT_REFUSED: "宛先拒否 it refuses the recipient",
    Kind.REFUSED: "拒否 it refuses the message",
    Kind.REDIRECTED: "転送は不可 it redirects, which is not followed",
    Kind.SERVER_ERROR: "相手側のエラー it fails",
    Kind.NOT_UNDERSTOOD: "応答が不明 its answer is not understood",
    Kind.GONE: "受付終了 it wants nothing more",
}


def outcome(kind: Kind | None) -> str:
    """How one attempt ended."""
    return "送信しました sent" if kind is None else f"失敗 failed: {KINDS[kind]} ({kind})"


def needs_somebody(standing: Standing) -> bool:
    """Whether anything waits for a person."""
    return any(one.stopped_at or one.counts[State.GIVEN_UP] for one in standing.destinations)


def parts(standing: Standing) -> Iterator[RenderableType]:
    """A line for every destination, then a line for every notice that fails."""
    yield _destinations(standing)
    if standing.failing:
        yield ""
        yield _failing(standing)


def _destinations(standing: Standing) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("通知先\nDestination", style="bold", overflow="fold")
    for title in STATES.values():
        table.add_column(title, justify="right", no_wrap=True)
    table.add_column("状態\nState", overflow="fold")
    for one in standing.destinations:
        numbers = (str(one.counts[state]) for state in STATES)
        table.add_row(plain(one.name), *numbers, _marks(one))
    return table


def _marks(one: DestinationStanding) -> str:
    marks = []
    if one.stopped_at is not None:
        marks.append(f"停止 stopped {one.stopped_at:%Y-%m-%d %H:%M}")
    if not one.configured:
        marks.append("設定なし not configured")
    return ", ".join(marks)


def _failing(standing: Standing) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("通知\nNotice", overflow="fold")
    table.add_column("回数\nAttempts", justify="right", no_wrap=True)
    table.add_column("次回\nNext", no_wrap=True)
    table.add_column("理由\nWhy", overflow="fold")
    for one in standing.failing:
        again = "–" if one.state is State.GIVEN_UP else f"{one.next:%m-%d %H:%M:%S}"
        why = f"{one.destination}: {KINDS.get(one.kind, one.kind)}"
        table.add_row(one.key, str(one.attempts), again, why)
    return table


def as_json(standing: Standing) -> dict[str, object]:
    """For a program; instants in ISO 8601."""
    return {
        "destinations": [
            {
                "name": one.name,
                "configured": one.configured,
                "stopped_at": None if one.stopped_at is None else one.stopped_at.isoformat(),
                **{state.lower(): number for state, number in one.counts.items()},
            }
            for one in standing.destinations
        ],
        "failing": [
            {
                "destination": one.destination,
                "notice": one.key,
                "state": one.state.lower(),
                "attempts": one.attempts,
                "kind": one.kind,
                "next": one.next.isoformat(),
            }
            for one in standing.failing
        ],
    }
