"""中断する: the case pauses, with a reason and whoever keeps in touch meanwhile."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import (
    case_of,
    has_consent,
    people,
    turned_by_another,
)


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {"reason": answers.one("reason")}
    if answers.one("lead_after"):
        says["leadAfter"] = answers.one("lead_after")
    envelope = {"persons": people(about), **turned_by_another(about)}
    return [Payload("caseSuspended", says, envelope)]


SUSPEND = Action(
    name="suspend",
    phrase="do_suspend",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("reason", "reason", "code", codes="close_reason"),
        Field("lead_after", "lead_meanwhile", "agency", required=False),
    ),
    events=_events,
    may=lambda about: has_consent(about) and case_of(about).state == "OPEN",
)
