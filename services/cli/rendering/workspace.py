"""支援会議・要対協 for a terminal: who is bound, what was asked and provided."""

from __future__ import annotations

from collections.abc import Iterator

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from protos.enishi.v1 import query_pb2
from services.cli.rendering.members import shown
from services.cli.rendering.sheet import Sheet
from services.cli.rendering.timeline import timeline
from services.cli.rendering.words import both, minute, plain


def workspace_list(listed: query_pb2.ListWorkspacesResponse) -> Iterator[RenderableType]:
    """A sheet for each one that is open."""
    if not listed.workspaces:
        yield Text("開いている会議なし None is open to this agency")
    for summary in listed.workspaces:
        yield _heading(summary)
        yield _summary(summary).rendered()


def workspace_page(page: query_pb2.Workspace) -> Iterator[RenderableType]:
    """The whole of one."""
    yield _heading(page.summary)
    sheet = _summary(page.summary)
    unbound = sorted(set(page.members) - set(page.confidentiality_acks))
    sheet.row("構成員 Members", ", ".join(page.members))
    if unbound and page.summary.kind == "SUPPORT_CONFERENCE":
        sheet.row("守秘未確認 Unbound", ", ".join(unbound))
    yield sheet.rendered()
    for subject in page.subjects:
        yield Text("● ").append(subject.person_ref, style="bold")
        yield _subject(subject).rendered()
    for requested in page.requested:
        yield Text(f"? {minute(requested.requested_at)} 求め asked: {_asked(requested)}")
    for provided in page.provided:
        yield _provided(provided)
    yield from timeline(page.timeline, with_events=False, everything=True)


def _heading(summary: query_pb2.WorkspaceSummary) -> Rule:
    return Rule(f"会議 Workspace {summary.workspace_id}", align="left", style="cyan")


def _summary(summary: query_pb2.WorkspaceSummary) -> Sheet:
    sheet = Sheet(with_events=False)
    sheet.row("根拠 Basis", both("legal_basis", summary.kind))
    sheet.row("主催 Host", summary.host)
    if summary.case_id:
        sheet.row("事例 Case", summary.case_id)
    sheet.row("開始 Opened", minute(summary.opened_at))
    if summary.closes_at:
        sheet.row("終了 Closes", minute(summary.closes_at))
    return sheet


def _subject(subject: query_pb2.WorkspaceSubject) -> Sheet:
    sheet = Sheet(with_events=False, indent=2)
    for value in subject.attributes:
        sheet.row(both("attribute", value.field.partition("/")[0]), shown(value))
    for value in subject.issues:
        sheet.row("課題 Issue", Text(both("issue", value.value)).append(f"  {value.agency_id}"))
    return sheet


def _asked(requested: query_pb2.RequestedInformation) -> str:
    whom = ", ".join(requested.to) or "全員 everyone"
    return f"{', '.join(requested.field_codes)} → {whom}"


def _provided(provided: query_pb2.ProvidedInformation) -> Text:
    value = provided.value
    text = Text(f"◆ {minute(provided.provided_at)} {value.agency_id} ")
    text.append(both("field_code", value.field), style="bold")
    if provided.to:
        text.append(f" → {', '.join(provided.to)}", style="dim")
    text.append(f"\n  {plain(value.value)}")
    if provided.covered_by_consent_id:
        text.append("\n  同意あり 重層的支援会議へ引継ぎ可 covered by a consent", style="dim")
    return text
