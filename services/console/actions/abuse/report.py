"""通報を受理する: a report of abuse; its 48 hours run, and it opens a case of its own.

Whoever reported has no field here (児童虐待防止法7条, 高齢者虐待防止法8条, 障害者虐待防止法8条).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from services.console.actions.about import About
from services.console.actions.abuse.ground import ABUSE_DESK, apart
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.moments import moment_text

_ATTRIBUTES: Final[Mapping[str, str]] = {
    "name": "NAME",
    "name_kana": "NAME_KANA",
    "birth_date": "BIRTH_DATE",
    "address": "ADDRESS",
}


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    """The person first, where the report is the first that is heard of them."""
    if answers.one("person_ref"):
        person = {"personRef": answers.one("person_ref")}
        return [_reported(person, answers)]
    person = {"sourcePersonId": answers.new_id("person")}
    attributes = [
        {"attribute": attribute, "value": answers.one(name)}
        for name, attribute in _ATTRIBUTES.items()
        if answers.one(name)
    ]
    known = {"person": person, "attributes": attributes}
    return [Payload("personRegistered", known, apart("OWN")), _reported(person, answers)]


def _reported(person: Mapping[str, str], answers: Answers) -> Payload:
    says: dict[str, Any] = {
        "kind": answers.one("kind"),
        "receivedAt": moment_text(answers.one("received_at")),
    }
    if answers.one("content"):
        says["content"] = answers.one("content")
    return Payload("abuseReportReceived", says, {**apart(), "persons": [person]})


def _amiss(about: About, answers: Answers) -> Sequence[str]:
    """Either a reference or a name: two would be two people."""
    named = [name for name in _ATTRIBUTES if answers.one(name)]
    if answers.one("person_ref"):
        return ["person_ref", *named] if named else ()
    return () if "name" in named else ["person_ref", "name"]


REPORT_ABUSE = Action(
    name="report-abuse",
    phrase="do_report_abuse",
    who=frozenset({ABUSE_DESK}),
    about="desk",
    fields=(
        Field("kind", "abuse_kind", "code", codes="abuse_kind"),
        Field("received_at", "received_at", "moment"),
        Field("person_ref", "known_ref", "reference", required=False),
        Field("name", "new_name", "line", required=False),
        Field("name_kana", "new_kana", "line", required=False),
        Field("birth_date", "new_birth_date", "line", required=False),
        Field("address", "new_address", "line", required=False),
        Field("content", "report_content", "text", required=False),
    ),
    events=_events,
    amiss=_amiss,
)
