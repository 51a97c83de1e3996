"""情報提供の求め: the host asks members for what the conference needs to know."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.conference.inside import envelope_of, members


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {"fieldCodes": list(answers.all("field_codes")), "to": list(answers.all("to"))}
    return [Payload("informationRequested", says, envelope_of(about))]


ASK = Action(
    name="ask-information",
    phrase="do_ask_information",
    who=frozenset({"KOD", "MU"}),
    about="workspace",
    fields=(
        Field("field_codes", "asked_fields", "codes", codes="field_code"),
        Field("to", "asked_of", "choices", options=members),
    ),
    events=_events,
    may=lambda about: about.workspace.summary.host == about.me,
)
