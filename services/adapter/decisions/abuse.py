"""Abuse reports: AbuseReportReceived, SafetyConfirmed.

Their compartment follows from the basis ABUSE_DUTY (``basis``); their clocks read the moments
checked here.
"""

from __future__ import annotations

from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.standing import CLOCK_TOLERANCE
from services.adapter.decisions.submission import Submission, in_payload
from services.adapter.refusal import Violation


def received_already(said: Submission) -> Violation | None:
    """The 48 hours run from a report that has come in."""
    return _already(said, "received_at")


def confirmed_already(said: Submission) -> Violation | None:
    """A person was seen, not will be."""
    return _already(said, "confirmed_at")


def _already(said: Submission, field: str) -> Violation | None:
    if said.body[field] <= said.now + CLOCK_TOLERANCE:
        return None
    return in_payload(said.body, field, "FUTURE", "it lies after the adapter's clock; correct it")


RULES = (
    Rule(received_already, on("AbuseReportReceived")),
    Rule(confirmed_already, on("SafetyConfirmed")),
)
