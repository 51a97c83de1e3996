"""完了を知らせる: a referral is over, with what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.referral.loop import RECEIVERS, about_it, is_running


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = about_it(about, answers, outcome="outcome", completedOn="completed_on")
    return [Payload("referralCompleted", says)]


COMPLETE = Action(
    name="complete",
    phrase="do_complete",
    who=RECEIVERS,
    about="referral",
    fields=(
        Field("outcome", "result", "code", codes="referral_outcome"),
        Field("completed_on", "on_day", "day", required=False),
    ),
    events=_events,
    may=is_running,
)
