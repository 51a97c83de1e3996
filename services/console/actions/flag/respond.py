"""初動: somebody went, called, or brought to safety; the clock of the flag stops."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.flag.flags import envelope_of, only_one, unanswered
from services.console.navigation import RECEIVERS


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    flag = answers.one("flag")
    says = {"flagId": flag, "response": answers.one("response")}
    return [Payload("urgencyFlagResponded", says, envelope_of(about, flag))]


RESPOND_FLAG = Action(
    name="respond-flag",
    phrase="do_respond_flag",
    who=RECEIVERS,
    about="case",
    fields=(
        Field(
            "flag",
            "flag",
            "choice",
            options=unanswered,
            initial=lambda about: only_one(unanswered(about)),
        ),
        Field("response", "initial_response", "code", codes="flag_response"),
    ),
    events=_events,
    may=lambda about: bool(unanswered(about)),
)
