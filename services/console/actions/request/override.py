"""優先度を変える: a band otherwise than the rule, with a reason that stays on record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says: dict[str, Any] = {"requestId": about.id, "reason": answers.one("reason")}
    for name in ("band", "explanation"):
        if answers.one(name):
            says[name] = answers.one(name)
    return [Payload("priorityOverridden", says)]


OVERRIDE = Action(
    name="override",
    phrase="do_override",
    who=frozenset({"CT"}),
    about="request",
    fields=(
        Field("band", "override_band", "code", codes="band", required=False),
        Field("reason", "reason", "code", codes="override_reason"),
        Field("explanation", "explanation", "text", required=False),
    ),
    events=_events,
)
