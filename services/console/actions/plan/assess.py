"""アセスメントを記録する: issues by person, the size of the household, the person's wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import consenting, has_consent

SHEET: Final = "2024"
"""The ministry's assessment sheet of the programme's manual, by its year."""

_ISSUES = "issues_"


def _issues(about: About) -> tuple[Field, ...]:
    return tuple(
        Field(f"{_ISSUES}{ref}", "issues", "codes", False, codes="issue", plain=name)
        for ref, name in consenting(about)
    )


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    says: dict[str, Any] = {
        "sheetVersion": SHEET,
        "issuesByPerson": [
            {"person": {"personRef": ref}, "issues": list(answers.all(f"{_ISSUES}{ref}"))}
            for ref, _ in consenting(about)
        ],
        "householdSize": len([one for one in about.household.members if not one.left]),
    }
    if answers.one("persons_wish"):
        says["personsWish"] = answers.one("persons_wish")
    return [Payload("assessmentCompleted", says)]


ASSESS = Action(
    name="assess",
    phrase="do_assess",
    who=frozenset({"CT"}),
    about="case",
    fields=(Field("persons_wish", "wish", "text", required=False),),
    events=_events,
    may=lambda about: has_consent(about) and bool(consenting(about)),
    more=_issues,
)
