"""引き継ぐ: a request passes from one worker to another without waiting in between."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    released = {
        "requestId": about.id,
        "worker": answers.pins["worker"] or user,
        "reason": "HANDOVER",
    }
    claimed = {"requestId": about.id, "worker": answers.one("worker")}
    return [Payload("coordinationReleased", released), Payload("coordinationClaimed", claimed)]


HAND_OVER = Action(
    name="hand-over",
    phrase="do_hand_over",
    who=frozenset({"CT"}),
    about="request",
    fields=(Field("worker", "to_worker", "worker"),),
    events=_events,
    may=lambda about: bool(about.item.claimed_by),
    pins=lambda about: {"worker": about.item.claimed_by},
)
