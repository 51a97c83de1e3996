"""見える理由・見えない理由 for a terminal: each decision, its row of the table, what it cites."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering.words import both

_CITED = (
    ("consent_id", "同意 Consent"),
    ("conference_id", "支援会議 Support conference"),
    ("council_case_id", "要対協 Child council"),
    ("referral_id", "つなぎ Referral"),
    ("break_glass_id", "緊急閲覧 Break-glass"),
)
_UNDECIDED = (
    "判断する項目なし Nothing to decide: the record names nobody, was replaced by a newer one, is"
    " in conflict (要確認), or waits to be attributed."
)
_BEYOND = "表の外で伏せるものもある（POLICY.md） A reading may leave out more: see POLICY.md."


def explanation(answer: query_pb2.Explanation, agency: str) -> Iterator[RenderableType]:
    """A heading for each person, beneath it every field."""
    if not answer.decisions:
        yield Text(_UNDECIDED)
    person = None
    for one in answer.decisions:
        if one.person_ref != person:
            person = one.person_ref
            yield Rule(f"本人 Person {person} → {agency}", align="left", style="cyan")
        yield _decision(one)
    yield Text(f"判断の表 Table: {answer.policy_version}. {_BEYOND}", style="dim")


def _decision(one: query_pb2.ExplainedDecision) -> Text:
    """The mark says it in words: colour is never the only signal."""
    mark, style = ("✔ 可 shown", "green") if one.allowed else ("✖ 否 hidden", "red")
    text = Text(mark, style=style).append(" ")
    text.append(both("field_code", one.field_code), style="bold")
    text.append(f"  {one.rule or '–'}", style="default")
    if one.reason:
        text.append(f"  {both('view_reason', one.reason)}", style="default")
    text.append(f"\n  {one.ja}\n  {one.en}", style="default")
    for field, label in _CITED:
        if cited := getattr(one, field):
            text.append(f"\n  ↳ {label} {cited}", style="dim")
    return text
