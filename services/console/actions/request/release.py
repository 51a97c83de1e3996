"""担当を外れる: a request goes back to whoever takes it next."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    # Whoever is there may release what somebody who fell ill holds; who did it, the actor says.
    says = {
        "requestId": about.id,
        "worker": answers.pins["worker"] or user,
        "reason": answers.one("reason"),
    }
    return [Payload("coordinationReleased", says)]


RELEASE = Action(
    name="release",
    phrase="do_release",
    who=frozenset({"CT"}),
    about="request",
    fields=(Field("reason", "reason", "code", codes="release_reason"),),
    events=_events,
    may=lambda about: bool(about.item.claimed_by),
    pins=lambda about: {"worker": about.item.claimed_by},
)
