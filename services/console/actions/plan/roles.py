"""役割分担: who does what from when, who does it no more, and who leads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import case_of, has_consent, people

_ASSIGNERS: Final = frozenset({"CT", "MU"})
LEADS: Final = "LEAD"


def _assigned(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says: dict[str, Any] = {
        "agency": answers.one("agency"),
        "isLead": answers.one("task") == LEADS,
        "task": answers.one("task"),
        "start": answers.one("start"),
    }
    if answers.one("end"):
        says["end"] = answers.one("end")
    return [Payload("roleAssigned", says, {"persons": people(about)})]


def _running(about: About) -> list[tuple[str, str]]:
    return [
        (f"{role.agency_id} {role.task}", f"{role.agency_id} {role.task}")
        for role in case_of(about).roles
        if not role.end
    ]


def _ended(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    agency, _, task = answers.one("role").partition(" ")
    says = {"agency": agency, "task": task, "end": answers.one("end")}
    return [Payload("roleEnded", says, {"persons": people(about)})]


def _moved(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    return [
        Payload(
            "leadAgencyChanged", {"leadAgency": answers.one("lead")}, {"persons": people(about)}
        )
    ]


ASSIGN_ROLE = Action(
    name="assign-role",
    phrase="do_assign_role",
    who=_ASSIGNERS,
    about="case",
    fields=(
        Field("agency", "role_agency", "agency"),
        Field("task", "role_task", "code", codes="role_task"),
        Field("start", "from_day", "day"),
        Field("end", "to_day", "day", required=False),
    ),
    events=_assigned,
    may=has_consent,
)

END_ROLE = Action(
    name="end-role",
    phrase="do_end_role",
    who=_ASSIGNERS,
    about="case",
    fields=(
        Field("role", "role_task", "choice", options=_running),
        Field("end", "to_day", "day"),
    ),
    events=_ended,
    may=lambda about: has_consent(about) and bool(_running(about)),
)

CHANGE_LEAD = Action(
    name="change-lead",
    phrase="do_change_lead",
    who=_ASSIGNERS,
    about="case",
    fields=(Field("lead", "lead", "agency"),),
    events=_moved,
    may=has_consent,
)
