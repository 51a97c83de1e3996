"""One case of a household: who leads, what is wrong, who was asked, what is planned and done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from protos.enishi.v1 import query_pb2
from schemas.codes import agency_code
from services.cli.rendering import words
from services.cli.rendering.members import called
from services.cli.rendering.sheet import Sheet
from services.cli.rendering.words import both, plain, state

NEWEST_CONTACTS = 5

_Row = tuple[str | Text, Iterable[str]]


def case(
    message: query_pb2.Case, names: Mapping[str, str], *, with_events: bool, everything: bool
) -> Iterator[RenderableType]:
    """The heading and the sheet of one case."""
    yield Rule(f"事例 Case {message.case_id}", align="left", style="cyan")
    sheet = Sheet(with_events=with_events)
    sheet.row("状態 State", _state(message))
    sheet.row("主担当 Lead", _lead(message.lead), message.lead.event_ids)
    sheet.rows("主担当の記録 Claims", (_claim(value) for value in message.lead_claims))
    sheet.rows("関係機関 Agencies", _agencies(message.agencies, with_events=with_events))
    sheet.rows("課題 Issues", (_issue(value, names) for value in message.issues))
    sheet.rows("緊急度 Urgency", (_flag(flag) for flag in message.flags))
    sheet.rows("つなぎ Referrals", (_referral(each) for each in message.referrals))
    sheet.rows("協働依頼 Requests", (_request(each) for each in message.requests))
    if message.HasField("plan"):
        sheet.rows("プラン Plan", _plan(message.plan, names))
    sheet.rows("役割分担 Roles", (_role(role) for role in message.roles))
    sheet.rows("支援経過 Contacts", _contacts(message.contacts, everything=everything))
    sheet.rows("終結後活動", _after_closure(message.after_closure))
    yield sheet.rendered()


def _state(message: query_pb2.Case) -> str:
    return f"{state(words.CASE_STATES, message.state)}  {words.minute(message.state_since)} –"


def agency(agency_id: str) -> str:
    """``HOK-1 地域包括支援センター``."""
    code = agency_code(agency_id)
    return f"{agency_id} {both('agency', code)}"


def _lead(lead: query_pb2.Value) -> Text:
    if not lead.value:
        return Text("✖ 主担当なし No lead agency", style="bold red")
    text = Text(agency(lead.value))
    return _checked(text, lead)


def _claim(value: query_pb2.Value) -> _Row:
    text = Text(value.value)
    text.append(f"  記録 stated by {value.agency_id}", style="dim")
    return _checked(text, value), value.event_ids


def _agencies(values: Sequence[query_pb2.Value], *, with_events: bool) -> Iterator[_Row]:
    if with_events:
        yield from ((_checked(Text(value.value), value), value.event_ids) for value in values)
    elif values:
        yield ", ".join(value.value for value in values), ()


def _issue(value: query_pb2.Value, names: Mapping[str, str]) -> _Row:
    text = Text(both("issue", value.value))
    if value.person_ref:
        text.append(f" — {called(names, value.person_ref)}")
    text.append(f"  {value.agency_id}", style="dim")
    return _checked(text, value), value.event_ids


def _flag(flag: query_pb2.Flag) -> _Row:
    style = "" if flag.state == "CLEARED" else "bold red"
    text = Text(f"▲{flag.band} {both('urgency_flag', flag.flag)}", style=style)
    text.append(f"\n  {state(words.FLAG_STATES, flag.state)}  {words.minute(flag.raised_at)}")
    if flag.responded_at:
        text.append(f" → 初動 responded {words.minute(flag.responded_at)}")
    return text.append(f"  {flag.agency_id}", style="dim"), flag.event_ids


def _referral(referral: query_pb2.Referral) -> _Row:
    text = Text(f"{referral.from_agency} → {referral.to_agency}  ")
    text.append(state(words.REFERRAL_STATES, referral.state), style="bold")
    text.append(f" {words.minute(referral.since)}")
    if referral.crossed:
        text.append("  行き違い crossed", style="bold yellow")
    if referral.reason:
        text.append(f"\n  理由 reason: {both('decline_reason', referral.reason)}")
    if referral.suggested_agency:
        text.append(f"\n  紹介先 suggested: {referral.suggested_agency}")
    if referral.respond_by:
        text.append(f"\n  回答期限 answer by {referral.respond_by}", style="dim")
    return text, referral.event_ids


def _request(request: query_pb2.Request) -> _Row:
    consent = both("consent_status", request.consent_status)
    where = state(words.REQUEST_STATES, request.state)
    return f"{where}  {request.requested_on}  同意 consent: {consent}", request.event_ids


def _plan(plan: query_pb2.Plan, names: Mapping[str, str]) -> Iterator[_Row]:
    text = Text(f"第{plan.version}版 v{plan.version}  ")
    text.append(state(words.PLAN_STATES, plan.state), style="bold")
    if plan.decision_no:
        text.append(f"  決定番号 no. {plain(plan.decision_no)}")
    if plan.period_end:
        text.append(f"  期間末 until {plan.period_end}")
    yield text, plan.event_ids
    for goal in plan.goals:
        yield _goal(goal, names), goal.event_ids


def _goal(goal: query_pb2.Value, names: Mapping[str, str]) -> Text:
    kind, _, number = goal.field.partition(" ")
    title = "本人の意向 Own wish" if kind == "persons_wish" else f"目標 Goal {number}".strip()
    text = Text(f"  {title}: {words.REDACTED if goal.redacted else plain(goal.value)}")
    text.append(f" — {called(names, goal.person_ref)}", style="dim")
    return _checked(text, goal)


def _role(role: query_pb2.Role) -> _Row:
    lead = " ★" if role.is_lead else ""
    return (
        f"{role.agency_id}{lead}  {both('role_task', role.task)}  {role.start} – {role.end}",
        role.event_ids,
    )


def _contacts(contacts: Sequence[query_pb2.Value], *, everything: bool) -> Iterator[_Row]:
    shown = contacts if everything else contacts[-NEWEST_CONTACTS:]
    left_out = len(contacts) - len(shown)
    if left_out:
        yield Text(f"ほか以前の{left_out}件 {left_out} earlier: --all", style="dim"), ()
    for contact in shown:
        text = Text(_contact(contact.value)).append(f"  {contact.agency_id}", style="dim")
        yield _checked(text, contact), contact.event_ids


def _contact(value: str) -> str:
    """``2026-06-02 COUNSEL PHONE 30 min`` in words; anything else as it is."""
    match value.split(" "):
        case [day, service, how, minutes, "min"]:
            return f"{day}  {both('service', service)} / {both('contact', how)}  {minutes}分"
        case _:
            return value


def _after_closure(event_ids: Sequence[str]) -> Iterator[_Row]:
    if event_ids:
        yield Text(f"▲ {len(event_ids)}件 after closure", style="bold yellow"), event_ids


def _checked(text: Text, value: query_pb2.Value) -> Text:
    if value.needs_checking:
        text.append(f"  {words.CHECK} check", style="bold yellow")
    return text
