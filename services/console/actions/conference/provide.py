"""情報提供: a member tells the conference; what is told stays in it."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.conference.inside import members, subjects
from services.console.navigation import RECEIVERS


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    person, code = {"personRef": answers.one("person")}, answers.one("field_code")
    says = {
        "fieldCodes": [code],
        "to": list(answers.all("to")),
        "content": [{"person": person, "fieldCode": code, "text": answers.one("text")}],
    }
    return [Payload("informationProvided", says, {"persons": [person]})]


PROVIDE = Action(
    name="provide-information",
    phrase="do_provide_information",
    who=RECEIVERS,
    about="workspace",
    fields=(
        Field("person", "about_whom", "choice", options=subjects),
        Field("field_code", "told_field", "code", codes="field_code"),
        Field("text", "told_text", "text"),
        Field("to", "told_to", "choices", required=False, options=members),
    ),
    events=_events,
    may=lambda about: bool(about.workspace.subjects),
)
