"""Whom a request is about, as far as this agency sees."""

from __future__ import annotations

from typing import Any

from services.console.actions.about import About
from services.console.actions.action import Answers, Field
from services.console.actions.plan.subjects import name_of, persons

_WHOM = "whom"


def people(about: About) -> list[tuple[str, str]]:
    """(person, name) of those whom the agency may name."""
    return [
        (member.person_ref, name_of(member))
        for member in about.household.members
        if member.person_ref and not member.left
    ]


def whom(about: About) -> tuple[Field, ...]:
    """Asked where there is a choice."""
    if len(people(about)) < 2:
        return ()
    return (Field(_WHOM, "about_whom", "choices", options=people),)


def named(about: About, answers: Answers) -> list[dict[str, Any]]:
    """Those chosen; without a choice the one there is."""
    return persons(answers.all(_WHOM) or [ref for ref, _ in people(about)])
