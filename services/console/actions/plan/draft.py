"""プラン案を作る: goals, the person's wish, the period, and whose plan it is by which consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import (
    PLANNING,
    has_consent,
    live_consents,
    plan_of,
    planning,
)


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    consents = live_consents(about, PLANNING)
    goals = [line.strip() for line in answers.one("goals").splitlines() if line.strip()]
    says: dict[str, Any] = {
        "planId": answers.pins["plan_id"] or answers.new_id("plan"),
        "planVersion": int(answers.pins["version"]) + 1,
        "goals": [{"no": no, "text": text} for no, text in enumerate(goals, start=1)],
        "periodEnd": answers.one("period_end"),
        "subjectConsents": [
            {"person": {"personRef": ref}, "consentId": consents[ref].consent_id}
            for ref in answers.all("subjects")
        ],
    }
    if answers.one("persons_wish"):
        says["personsWish"] = answers.one("persons_wish")
    ground = consents[answers.all("subjects")[0]].consent_id
    return [Payload("planDrafted", says, {"consentId": ground})]


def _pins(about: About) -> Mapping[str, str]:
    """The plan that this is the next version of."""
    before = plan_of(about)
    if before is None:
        return {"plan_id": "", "version": "0"}
    return {"plan_id": before.plan_id, "version": str(before.version)}


DRAFT_PLAN = Action(
    name="draft-plan",
    phrase="do_draft_plan",
    who=frozenset({"CT"}),
    about="case",
    fields=(
        Field("subjects", "plan_subjects", "choices", options=planning),
        Field("persons_wish", "wish", "text", required=False),
        Field("goals", "plan_goals", "text"),
        Field("period_end", "period_end", "day"),
    ),
    events=_events,
    may=lambda about: has_consent(about) and bool(planning(about)),
    pins=_pins,
)
