"""緊急度フラグ解除: the danger is over."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.flag.flags import envelope_of, only_one, standing
from services.console.navigation import RECEIVERS


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    flag = answers.one("flag")
    says = {"flagId": flag, "reason": answers.one("reason")}
    return [Payload("urgencyFlagCleared", says, envelope_of(about, flag))]


CLEAR_FLAG = Action(
    name="clear-flag",
    phrase="do_clear_flag",
    who=RECEIVERS,
    about="case",
    fields=(
        Field(
            "flag",
            "flag",
            "choice",
            options=standing,
            initial=lambda about: only_one(standing(about)),
        ),
        Field("reason", "reason", "code", codes="flag_clear_reason"),
    ),
    events=_events,
    may=lambda about: bool(standing(about)),
)
