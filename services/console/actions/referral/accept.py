"""受理する: the agency takes a referral on; the lead does not move by it."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.referral.loop import RECEIVERS, about_it, is_unanswered


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    return [Payload("referralAccepted", about_it(about, answers, contactDate="contact_date"))]


ACCEPT = Action(
    name="accept",
    phrase="do_accept",
    who=RECEIVERS,
    about="referral",
    fields=(Field("contact_date", "contact_date", "day", required=False),),
    events=_events,
    may=is_unanswered,
)
