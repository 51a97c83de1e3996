"""終結する: the case ends, with a reason and whoever is there afterwards."""

from __future__ import annotations

from services.console.actions.action import Action, Field
from services.console.actions.plan.subjects import case_of, has_consent
from services.console.actions.plan.turn import turned

CLOSE = Action(
    name="close",
    phrase="do_close",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("reason", "reason", "code", codes="close_reason"),
        Field("lead_after", "lead_after", "agency", required=False),
    ),
    events=turned("caseClosed"),
    may=lambda about: has_consent(about) and case_of(about).state in {"OPEN", "SUSPENDED"},
)
