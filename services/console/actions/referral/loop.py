"""What the actions on a referral share."""

from __future__ import annotations

from typing import Any, Final

from services.console.actions.about import About
from services.console.actions.action import Answers
from services.console.navigation import RECEIVERS

__all__ = ["RECEIVERS", "about_it", "is_running", "is_unanswered"]

_RUNNING: Final = frozenset({"ACCEPTED", "INTERIM"})


def is_unanswered(about: About) -> bool:
    """It waits for the recipient's answer."""
    return about.referral.state == "SENT"


def is_running(about: About) -> bool:
    """It was accepted and is not over."""
    return about.referral.state in _RUNNING


def about_it(about: About, answers: Answers, **fields: str) -> dict[str, Any]:
    """The payload: the referral, and those of the fields that were filled in."""
    filled = {name: answers.one(field) for name, field in fields.items()}
    return {"referralId": about.id, **{name: value for name, value in filled.items() if value}}
