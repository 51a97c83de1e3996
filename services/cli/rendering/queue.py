"""多機関協働の一覧 for a terminal: the board of a desk, a rank in words, what rules would move."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering import words
from services.cli.rendering.words import both, minute, plain, state

CLOCKS: Mapping[str, str] = {
    "P1_RESPONSE": "P1初動 P1 response",
    "P2_RESPONSE": "P2初動 P2 response",
    "TRIAGE": "判定 Triage",
    "ASSESSMENT": "アセスメント Assessment",
    "PLAN_DRAFT": "プラン案 Plan draft",
}
TASKS: Mapping[str, str] = {
    "REATTRIBUTE": "再帰属 Re-attribute",
    "ACTIVITY_AFTER_CLOSURE": "終結後活動 Activity after closure",
    "BREAK_GLASS_REVIEW": "緊急閲覧の事後審査 Break-glass review",
}
ALERTS: Mapping[str, str] = {
    "TRANSFER_MISMATCH": "移管の不一致 Transfer mismatch",
    "CONSENT_REVIEW": "同意変更後の見直し Review after a consent change",
}
TERMS: Mapping[str, str] = {
    "I": "課題 Issues",
    "F": "分野 Fields",
    "W": "待ち（営業日）Business days waited",
    "M": "未成年 Minor",
    "L": "主担当なし No lead agency",
    "D": "辞退が未解決 Unresolved decline",
}
_STYLE = {"P1": "bold red", "P2": "bold yellow"}


def board_parts(board: query_pb2.QueueBoard) -> Iterator[RenderableType]:
    """Alarms first, then what waits, each list under its name and count."""
    for source in board.stale_sources:
        text = f"⚠ 同期遅延 {source.agency_id}: not heard since {minute(source.since)}"
        yield Text(text, style="bold yellow")
    for alarm in board.alarms:
        due = minute(alarm.due)
        late = f"✖ 期限超過 Late: {state(CLOCKS, alarm.clock)}  {due}  {alarm.about}"
        yield Text(late, style="bold red")
    if board.items:
        yield _items(board)
    if board.flags:
        yield _flags(board)
    rows = [
        *((one.list, one.referral_id, one.since, "") for one in board.watch),
        *((state(TASKS, one.task), one.about, one.since, one.due) for one in board.tasks),
        *((state(ALERTS, one.alert), one.about, one.since, one.due) for one in board.alerts),
    ]
    if rows:
        table = _table("すること To do", "対象 About", "いつから Since", "期限 Due")
        for what, about, since, due in rows:
            table.add_row(what, about, minute(since), minute(due))
        yield table
    counts = board.counts
    yield Text(
        f"依頼 Requests: {counts.items}  緊急 Flags: {counts.flags}"
        f"  すること To do: {len(rows)}  期限超過 Late: {counts.alarms}"
    )

    if board.next:
        yield Text(f"→ つづき more: --after {board.next}")


def explanation_parts(explained: query_pb2.RankExplanation) -> Iterator[RenderableType]:
    """The terms and what they add up to, then the clocks."""
    item = explained.item
    yield Text(f"依頼 Request {item.request_id}  {minute(explained.at)}", style="bold")
    table = _table("項目 Term", "数 Count", "点 Points", "根拠 Events")
    for term in explained.terms:
        events = "\n".join(term.event_ids)
        name = f"{term.term} {state(TERMS, term.term)}"
        table.add_row(name, str(term.counted), str(term.points), events)
    yield table
    changed = f"（規則では by the rules {item.rule_band}）" if item.band != item.rule_band else ""
    yield Text(f"計 Score {item.score} → {item.band}{changed}  規則 Rules v{item.rules_version}")
    if item.override_reason:
        yield Text(f"変更理由 Override: {both('override_reason', item.override_reason)}")
    for clock in item.clocks:
        yield Text(f"{state(CLOCKS, clock.clock)}: {_until(clock)}")


def preview_parts(preview: query_pb2.RulesPreview) -> Iterator[RenderableType]:
    """Every request that would move, from where to where."""
    if preview.moves:
        table = _table("依頼 Request", "順 Place", "区分 Band", "点 Score", "期限 Due")
        for move in preview.moves:
            table.add_row(
                move.request_id,
                _change(str(move.place), str(move.new_place)),
                _change(move.band, move.new_band),
                _change(str(move.score), str(move.new_score)),
                _change(minute(move.due), minute(move.new_due)),
            )
        yield table
    yield Text(
        f"{preview.items}件中 {len(preview.moves)}件が動きます"
        f" {len(preview.moves)} of {preview.items} would move"
        f"  (v{preview.rules_version} → v{preview.preview_version})"
    )


def _items(board: query_pb2.QueueBoard) -> Table:
    table = _table(
        "区分 Band", "点 Score", "期限 Due", "状態 State", "氏名 Name", "担当 By", "依頼 Request"
    )
    for item in board.items:
        table.add_row(
            Text(item.band + ("*" if item.override_reason else ""), _STYLE.get(item.band, "")),
            str(item.score),
            minute(item.due) or "–",
            state(words.REQUEST_STATES, item.state),
            plain(item.name) or "（非公開 not shown）",
            plain(item.claimed_by) or "–",
            item.request_id,
        )
    return table


def _flags(board: query_pb2.QueueBoard) -> Table:
    table = _table("緊急 Flag", "区分 Band", "状態 State", "初動 Response", "事例 Case")
    for flag in board.flags:
        table.add_row(
            both("urgency_flag", flag.flag),
            Text(flag.band, _STYLE.get(flag.band, "")),
            state(words.FLAG_STATES, flag.state),
            ", ".join(map(_until, flag.clocks)),
            flag.case_id,
        )
    return table


def _until(clock: query_pb2.QueueClock) -> str:
    met = f"済 met {minute(clock.met_at)}" if clock.met_at else "未 open"
    return f"{minute(clock.due)} {met}"


def _change(before: str, after: str) -> str:
    return before if before == after else f"{before} → {after}"


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
