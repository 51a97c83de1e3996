"""What stands inside a conference or council case: whom it is about, who sits in it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.console.actions.about import About, Ground
from services.console.actions.plan.subjects import persons

SUPPORT_CONFERENCE = "SUPPORT_CONFERENCE"


def ground_inside(kind: str, workspace_id: str) -> Ground:
    """On what is recorded what is said in it."""
    if kind == SUPPORT_CONFERENCE:
        return Ground(kind, "SUPPORT_CONF", conference_id=workspace_id)
    return Ground(kind, kind, council_case_id=workspace_id)


def envelope_of(about: About) -> Mapping[str, Any]:
    """Whom an event in it names."""
    refs = [subject.person_ref for subject in about.workspace.subjects]
    return {"persons": persons(refs)}


def members(about: About) -> list[tuple[str, str]]:
    """(id, id) of the others who sit in it."""
    return [(one, one) for one in about.workspace.members if one != about.me]


def subjects(about: About) -> list[tuple[str, str]]:
    """(person, name) of whom it is about."""
    return [
        (
            subject.person_ref,
            next(
                (v.value for v in subject.attributes if v.field == "NAME" and v.value),
                subject.person_ref,
            ),
        )
        for subject in about.workspace.subjects
    ]
