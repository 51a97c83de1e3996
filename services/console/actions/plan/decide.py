"""支援決定: the municipality decides a plan that the conference found adequate."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import has_consent, people, plan_of


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    plan = plan_of(about)
    if plan is None:
        raise ValueError("a plan is decided, and there is none")
    says = {
        "planId": plan.plan_id,
        "planVersion": plan.version,
        "decisionDate": answers.one("decision_date"),
        "decisionNo": answers.one("decision_no"),
    }
    return [Payload("supportDecided", says, {"persons": people(about)})]


def _is_adequate(about: About) -> bool:
    """The conference found it so, and it is not decided yet."""
    plan = plan_of(about)
    return has_consent(about) and plan is not None and plan.state == "REVIEWED"


DECIDE = Action(
    name="decide",
    phrase="do_decide",
    who=frozenset({"MU"}),
    about="case",
    fields=(
        Field("decision_date", "decision_date", "day"),
        Field("decision_no", "decision_no", "worker"),
    ),
    events=_events,
    may=_is_adequate,
)
