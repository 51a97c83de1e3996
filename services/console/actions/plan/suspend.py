"""中断する: the case pauses, with a reason and whoever keeps in touch meanwhile."""

from __future__ import annotations

from services.console.actions.action import Action, Field
from services.console.actions.plan.subjects import case_of, has_consent
from services.console.actions.plan.turn import turned

SUSPEND = Action(
    name="suspend",
    phrase="do_suspend",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("reason", "reason", "code", codes="close_reason"),
        Field("lead_after", "lead_meanwhile", "agency", required=False),
    ),
    events=turned("caseSuspended"),
    may=lambda about: has_consent(about) and case_of(about).state == "OPEN",
)
