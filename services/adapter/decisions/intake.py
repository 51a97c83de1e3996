"""Intake: ConsultationReceived, ScreeningDecided, IssueRecorded; and issues wherever named."""

from __future__ import annotations

from services.adapter.decisions.basis import guarded
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.submission import Submission
from services.adapter.refusal import Violation

GUARDED_ISSUE = "DV_ABUSE"


def violence_at_intake_is_guarded(said: Submission) -> Violation | None:
    """A consultation about violence is kept apart before any flag is raised (V4)."""
    return _guarded(said) if GUARDED_ISSUE in said.body["issues"] else None


def violence_added_is_guarded(said: Submission) -> Violation | None:
    """An issue of violence added later is kept apart too (V4)."""
    return _guarded(said) if said.body["issue"] == GUARDED_ISSUE else None


def violence_assessed_is_guarded(said: Submission) -> Violation | None:
    """An assessment that finds violence is kept apart as a whole (V4)."""
    found = any(GUARDED_ISSUE in person["issues"] for person in said.body["issues_by_person"])
    return _guarded(said) if found else None


def _guarded(said: Submission) -> Violation | None:
    return guarded(said, f"the issue {GUARDED_ISSUE}")


RULES = (
    Rule(violence_at_intake_is_guarded, on("ConsultationReceived")),
    Rule(violence_added_is_guarded, on("IssueRecorded")),
    Rule(violence_assessed_is_guarded, on("AssessmentCompleted")),
)
