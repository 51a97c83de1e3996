"""担当する: a worker takes a request."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    return [Payload("coordinationClaimed", {"requestId": about.id, "worker": user})]


CLAIM = Action(
    name="claim",
    phrase="do_claim",
    who=frozenset({"CT"}),
    about="request",
    fields=(),
    events=_events,
    may=lambda about: not about.item.claimed_by,
)
