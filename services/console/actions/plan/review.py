"""モニタリング・評価: how each goal stands, and what becomes of the plan."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import (
    has_consent,
    people,
    plan_of,
)
from services.console.navigation import RECEIVERS

_DECIDED = frozenset({"DECIDED", "REPLAN", "SUSPENDED"})
_GOAL = "goal_"


def _numbers(about: About) -> list[str]:
    """The numbers of the plan's goals."""
    plan = plan_of(about)
    found = (goal.field.partition(" ") for goal in plan.goals) if plan else ()
    # Of a plan for two people each goal is told twice.
    return list(dict.fromkeys(number for kind, _, number in found if kind == "goal" and number))


def _goals(about: About) -> tuple[Field, ...]:
    return tuple(
        Field(f"{_GOAL}{number}", "goal", "code", codes="goal_result", plain=number)
        for number in _numbers(about)
    )


def _recorded(event: str) -> Callable[[About, Answers, str], Sequence[Payload]]:
    def events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
        plan = plan_of(about)
        if plan is None:
            raise ValueError("a plan is reviewed, and there is none")
        says = {
            "planId": plan.plan_id,
            "goalResults": [
                {"goalNo": int(number), "result": answers.one(f"{_GOAL}{number}")}
                for number in _numbers(about)
            ],
            "outcome": answers.one("outcome"),
        }
        return [Payload(event, says, {"persons": people(about)})]

    return events


def _is_decided(about: About) -> bool:
    plan = plan_of(about)
    return has_consent(about) and plan is not None and plan.state in _DECIDED


def _action(name: str, phrase: str, event: str) -> Action:
    return Action(
        name=name,
        phrase=phrase,
        who=RECEIVERS,
        about="case",
        fields=(Field("outcome", "result", "code", codes="plan_outcome"),),
        events=_recorded(event),
        may=lambda about: _is_decided(about) and bool(_numbers(about)),
        more=_goals,
    )


MONITOR = _action("monitor", "do_monitor", "monitoringRecorded")
EVALUATE = _action("evaluate", "do_evaluate", "evaluationRecorded")
