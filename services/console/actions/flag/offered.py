"""Which answers a flag is offered, as it stands."""

from __future__ import annotations

from schemas.codes import agency_code
from services.console.actions.action import Action
from services.console.actions.flag.clear import CLEAR_FLAG
from services.console.actions.flag.respond import RESPOND_FLAG

_ANSWERS = {"OPEN": (RESPOND_FLAG, CLEAR_FLAG), "RESPONDED": (CLEAR_FLAG,)}


def is_answer(action: Action) -> bool:
    """Whether it is done about one flag of a case."""
    return action in (RESPOND_FLAG, CLEAR_FLAG)


def answers_to(state: str, agency: str) -> list[Action]:
    """What this agency can do about a flag in this state; each names the flag in its address."""
    code = agency_code(agency)
    return [action for action in _ANSWERS.get(state, ()) if code in action.who]
