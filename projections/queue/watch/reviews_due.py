"""モニタリング・評価の期限: a decided plan that is to be looked at again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final

from projections.calendar import months_after
from projections.household.view import Case, HouseholdView, TimelineEntry
from projections.queue.board import Watched
from projections.queue.rules import Rules
from schemas.times import JST

MONITORING_DUE: Final = "MONITORING_DUE"
EVALUATION_DUE: Final = "EVALUATION_DUE"
_RUNNING: Final = frozenset({"DECIDED", "REPLAN"})


def reviews_due(view: HouseholdView, case: Case, today: date, rules: Rules) -> Iterator[Watched]:
    """Monitoring some months after the decision or the last monitoring, evaluation by the end of
    the period; each from some days before it is due until it is recorded, due when offices
    close."""
    plan = case.plan
    if plan is None or plan.state not in _RUNNING or case.state != "OPEN":
        return
    told = [entry for entry in view.timeline if entry.case_id == case.case_id]
    of_plan = frozenset(plan.event_ids)
    decided = _last(told, "SupportDecided", of_plan)
    if decided is None:
        return
    monitored = _last(told, "MonitoringRecorded", of_plan)
    evaluated = _last(told, "EvaluationRecorded", of_plan)
    soon = today + timedelta(days=rules.days["REVIEW_AHEAD"])
    since = max(decided, monitored or decided, evaluated or decided)
    monitoring = months_after(since, rules.months["MONITORING"])
    if monitoring <= soon:
        yield _row(MONITORING_DUE, case, plan.plan_id, since, monitoring, rules)
    if plan.period_end and (evaluated is None or evaluated < decided):
        end = date.fromisoformat(plan.period_end)
        if end <= soon:
            yield _row(EVALUATION_DUE, case, plan.plan_id, decided, end, rules)


def _row(name: str, case: Case, plan_id: str, since: date, due: date, rules: Rules) -> Watched:
    closes = datetime.combine(due, rules.closing_time, JST).isoformat()
    return Watched(name, "", case.case_id, since.isoformat(), about=plan_id, due=closes)


def _last(told: list[TimelineEntry], name: str, of_plan: frozenset[str]) -> date | None:
    days = [
        datetime.fromisoformat(entry.occurred_at).astimezone(JST).date()
        for entry in told
        if entry.event_type == name and entry.event_id in of_plan
    ]
    return max(days, default=None)
