"""再開する: a case that was closed or paused goes on."""

from __future__ import annotations

from services.console.actions.action import Action, Field
from services.console.actions.plan.subjects import case_of, has_consent
from services.console.actions.plan.turn import turned

_RESTING = frozenset({"CLOSED", "SUSPENDED"})


REOPEN = Action(
    name="reopen",
    phrase="do_reopen",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("reason", "reason", "code", codes="reopen_reason"),
        Field("lead_after", "lead", "agency", required=False),
    ),
    events=turned("caseReopened"),
    may=lambda about: has_consent(about) and case_of(about).state in _RESTING,
)
