"""What is recorded where a case ends, pauses or goes on: a reason, and whoever leads from then."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from services.console.actions.about import About
from services.console.actions.action import Answers, Payload
from services.console.actions.plan.subjects import people, turned_by_another


def turned(name: str) -> Callable[[About, Answers, str], Sequence[Payload]]:
    """The events of an action that records ``name``, of its fields reason and lead_after."""

    def events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
        says = {"reason": answers.one("reason")}
        if answers.one("lead_after"):
            says["leadAfter"] = answers.one("lead_after")
        envelope = {"persons": people(about), **turned_by_another(about)}
        return [Payload(name, says, envelope)]

    return events
