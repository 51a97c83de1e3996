"""主担当を引き受ける: acceptance alone never moves the lead; this does."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Payload
from services.console.actions.referral.loop import RECEIVERS, is_running


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {"leadAgency": about.me, "referralId": about.id}
    return [Payload("leadAgencyChanged", says)]


TAKE_LEAD = Action(
    name="take-lead",
    phrase="do_take_lead",
    who=RECEIVERS,
    about="referral",
    fields=(),
    events=_events,
    may=lambda about: is_running(about) and about.ground.legal_basis == "CONSENT",
)
