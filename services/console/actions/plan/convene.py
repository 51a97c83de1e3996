"""重層的支援会議を開く: consent only; reviews the plan (domain: the multilayer conference)."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import has_plan, people, plan_of


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    plan = plan_of(about)
    if plan is None:
        raise ValueError("a conference reviews a plan, and there is none")
    says = {
        "conferenceId": answers.new_id("conference"),
        "planIds": [plan.plan_id],
        "attendees": list(answers.all("attendees")),
        "agenda": list(answers.all("agenda")),
        "result": answers.one("result"),
    }
    return [Payload("multilayerConferenceConvened", says, {"persons": people(about)})]


CONVENE = Action(
    name="convene",
    phrase="do_convene",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("attendees", "attendees", "agencies"),
        Field("agenda", "agenda", "codes", codes="agenda_item"),
        Field("result", "result", "code", codes="conference_result"),
    ),
    events=_events,
    may=has_plan,
)
