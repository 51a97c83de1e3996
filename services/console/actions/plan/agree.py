"""本人同意: a person agrees to the plan as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import (
    consenting,
    has_consent,
    live_consents,
    plan_of,
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
    return [Payload("planAgreed", says, {"consentId": live_consents(about)[person].consent_id})]


def _is_drafted(about: About) -> bool:
    plan = plan_of(about)
    return plan is not None and plan.state in _DRAFTED and has_consent(about)


AGREE_PLAN = Action(
    name="agree-plan",
    phrase="do_agree_plan",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("person", "plan_subject", "choice", options=consenting),
        Field("method", "method", "code", codes="consent_method"),
    ),
    events=_events,
    may=_is_drafted,
)
