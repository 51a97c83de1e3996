"""辞退する: the agency cannot take a referral, and may say who could."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.referral.loop import RECEIVERS, about_it, is_unanswered


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = about_it(about, answers, reason="reason", suggestedAgency="suggested_agency")
    return [Payload("referralDeclined", says)]


DECLINE = Action(
    name="decline",
    phrase="do_decline",
    who=RECEIVERS,
    about="referral",
    fields=(
        Field("reason", "reason", "code", codes="decline_reason"),
        Field("suggested_agency", "suggested", "agency", required=False),
    ),
    events=_events,
    may=is_unanswered,
)
