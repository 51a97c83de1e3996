"""再帰属: an event that was recorded by way of a wrong link gets the person it is about (I5)."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {
        "linkId": about.link_id,
        "subjectEventId": about.id,
        "toPerson": {"personRef": answers.one("to_person")},
        "reason": answers.one("reason"),
    }
    return [Payload("eventReattributed", says)]


def _people(about: About) -> list[tuple[str, str]]:
    return [(ref, ref) for ref in about.person_refs]


REATTRIBUTE = Action(
    name="reattribute",
    phrase="do_reattribute",
    who=frozenset({"ST"}),
    about="waiting",
    fields=(
        Field("to_person", "to_person", "choice", options=_people),
        Field("reason", "reason", "code", codes="link_reason"),
    ),
    events=_events,
)
