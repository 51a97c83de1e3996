"""判定する: what becomes of a request."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload

_WAITING = frozenset({"REQUESTED", "CONFERENCE_TRACK"})


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says = {"requestId": about.id, "outcome": answers.one("outcome")}
    if answers.one("lead_agency"):
        says["leadAgency"] = answers.one("lead_agency")
    return [Payload("coordinationTriaged", says)]


TRIAGE = Action(
    name="triage",
    phrase="do_triage",
    who=frozenset({"CT", "MU"}),
    about="request",
    fields=(
        Field("outcome", "outcome", "code", codes="triage_outcome"),
        Field("lead_agency", "lead", "agency", required=False),
    ),
    events=_events,
    may=lambda about: about.item.state in _WAITING,
    ends=True,
)
