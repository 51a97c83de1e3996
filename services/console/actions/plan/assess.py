"""アセスメントを記録する: issues by person, findings by field, the household's size, the wish."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from schemas.codes import code_list
from services.console.actions.about import About
from services.console.actions.action import Action, Answers, Field, Payload
from services.console.actions.plan.subjects import consenting, has_consent, live_consents

SHEET: Final = "2024"
"""The ministry's assessment sheet of the programme's manual, by its year."""

_ISSUES: Final = "issues_"
_FINDING: Final = "finding_"

_STATED_ELSEWHERE: Final = frozenset({"IDENTITY", "ADDRESS", "CONTACT", "PLAN"})
"""What is stated as an attribute or is the plan itself, and no finding."""


def _by_person(about: About) -> tuple[Field, ...]:
    """For each who consented: issues, and a finding for each field that the consent names."""
    consents = live_consents(about)
    return tuple(
        field
        for ref, name in consenting(about)
        for field in (
            Field(f"{_ISSUES}{ref}", "issues", "codes", False, codes="issue", plain=name),
            *(
                Field(
                    f"{_FINDING}{code}_{ref}",
                    "finding",
                    "text",
                    False,
                    plain=f"{code_list('field_code').ja(code)} {code} — {name}",
                )
                for code in _codes(consents[ref].field_codes)
            ),
        )
    )


def _codes(named: Sequence[str]) -> list[str]:
    return [
        code
        for code in code_list("field_code").codes
        if code in named and code not in _STATED_ELSEWHERE
    ]


def _events(about: About, answers: Answers, user: str) -> Sequence[Payload]:
    consents = live_consents(about)
    says: dict[str, Any] = {
        "sheetVersion": SHEET,
        "issuesByPerson": [
            {"person": {"personRef": ref}, "issues": list(answers.all(f"{_ISSUES}{ref}"))}
            for ref, _ in consenting(about)
        ],
        "findings": [
            {"person": {"personRef": ref}, "fieldCode": code, "text": text}
            for ref, _ in consenting(about)
            for code in _codes(consents[ref].field_codes)
            if (text := answers.one(f"{_FINDING}{code}_{ref}"))
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
    more=_by_person,
)
