"""優先度を変える: a band otherwise than the rule, with a reason that stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.request.whom import named, people, whom


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says: dict[str, Any] = {"requestId": about.id, "reason": answers.one("reason")}
    for name in ("band", "explanation"):
        if answers.one(name):
            says[name] = answers.one(name)
    # An explanation in words is sealed, and what is sealed is somebody's.
    envelope = {"persons": named(about, answers)}
    return [Payload("priorityOverridden", says, envelope)]


def _explanation(about: About) -> tuple[Field, ...]:
    """Where the desk may not know whom the request is about, there is nobody to seal it for."""
    if not people(about):
        return ()
    return (Field("explanation", "explanation", "text", required=False), *whom(about))


OVERRIDE = Action(
    name="override",
    phrase="do_override",
    who=frozenset({"CT"}),
    about="request",
    fields=(
        Field("band", "override_band", "code", codes="band", required=False),
        Field("reason", "reason", "code", codes="override_reason"),
    ),
    events=_events,
    more=_explanation,
    names_people=True,
)
