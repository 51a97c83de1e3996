"""経過を知らせる: how a referral goes on, to whoever sent it."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.referral.loop import RECEIVERS, about_it, is_running


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = about_it(about, answers, interim="interim", on="on", note="note")
    # What is written down is sealed for whom it is about.
    persons = [{"personRef": ref} for ref in about.person_refs]
    return [Payload("referralInterim", says, {"persons": persons})]


INTERIM = Action(
    name="interim",
    phrase="do_interim",
    who=RECEIVERS,
    about="referral",
    fields=(
        Field("interim", "interim", "code", codes="referral_interim"),
        Field("on", "on_day", "day", required=False),
        Field("note", "note", "text", required=False),
    ),
    events=_events,
    may=is_running,
)
