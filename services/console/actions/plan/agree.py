"""本人同意: a person agrees to the plan as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import (
    PLANNING,
    has_consent,
    live_consents,
    plan_of,
    planning,
)

_DRAFTED = frozenset({"DRAFTED", "REVISE"})


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    plan, person = plan_of(about), answers.one("person")
    if plan is None:
        raise ValueError("a plan is agreed to, and there is none")
    says = {
        "planId": plan.plan_id,
        "planVersion": plan.version,
        "person": {"personRef": person},
        "method": answers.one("method"),
    }
    return [
        Payload(
            "planAgreed", says, {"consentId": live_consents(about, PLANNING)[person].consent_id}
        )
    ]


def _asked(about: About) -> list[tuple[str, str]]:
    """Whose plan it is and who has not agreed to it yet."""
    plan = plan_of(about)
    if plan is None:
        return []
    agreed = {one.person_ref for one in plan.agreements}
    subjects = {one.person_ref for one in plan.subjects} - agreed
    return [(ref, name) for ref, name in planning(about) if ref in subjects]


def _is_drafted(about: About) -> bool:
    plan = plan_of(about)
    if plan is None or plan.state not in _DRAFTED:
        return False
    return has_consent(about) and bool(_asked(about))


AGREE_PLAN = Action(
    name="agree-plan",
    phrase="do_agree_plan",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("person", "plan_subject", "choice", options=_asked),
        Field("method", "method", "code", codes="consent_method"),
    ),
    events=_events,
    may=_is_drafted,
)
