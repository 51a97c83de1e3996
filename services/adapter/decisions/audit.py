"""Audit: BreakGlassUsed, BreakGlassReviewed, ReportFrozen, DisclosureRequested, BreachSuspected;
RecordViewed, DisclosureMade and AccessDenied have only the rules of every event (SYS writes them).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import japan_day
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.standing import CLOCK_TOLERANCE
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation


@dataclass(frozen=True, slots=True)
class BreakGlass:
    """What the stream of the backbone says of one break-glass."""

    viewer: tuple[str, str] | None = None
    """Agency and staff id; staff ids are an agency's own."""
    reviewed: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The own stream holds this period's frozen figures."""


def expires_after_use(said: Submission) -> Violation | None:
    """A break-glass is limited in time."""
    if said.body["expires_at"] > said.envelope["occurred_at"]:
        return None
    return in_payload(
        said.body, "expires_at", "EXPIRES_BEFORE_USE", "give an instant after the opening"
    )


def answer_due_after_request(said: Submission) -> Violation | None:
    """The days for the answer run from the request."""
    if said.body["due_at"] >= japan_day(said.body["received_at"]):
        return None
    return in_payload(
        said.body, "due_at", "DUE_BEFORE_RECEIVED", "give a day on or after the request's"
    )


def requested_already(said: Submission) -> Violation | None:
    """The request has come in."""
    return _already(said, "received_at")


def known_already(said: Submission) -> Violation | None:
    """The breach clock runs from when it was known."""
    return _already(said, "known_at")


def period_of_report(body: Body) -> tuple[bytes, ...]:
    """The period a report is about."""
    return (body["period"].encode(),)


def used(glass: BreakGlass | None, body: Body) -> BreakGlass:
    """Someone looked in an emergency."""
    return replace(glass or BreakGlass(), viewer=(body["viewer_agency"], body["viewer"]))


def reviewed(glass: BreakGlass | None, _body: Body) -> BreakGlass:
    """Another person judged it."""
    return replace(glass or BreakGlass(), reviewed=True)


def frozen(_report: Report | None, _body: Body) -> Report:
    """The figures stand."""
    return Report()


def reviewed_by_another(glass: BreakGlass | None, body: Body) -> Violation | None:
    """Nobody reviews their own break-glass (threat 20)."""
    reviewer = (body["reviewer_agency"], body["reviewer"])
    if glass is None or glass.viewer != reviewer:
        return None
    return in_payload(
        body, "reviewer", "SELF_REVIEW", f"{body['reviewer']} used it; another person reviews"
    )


def already_used(glass: BreakGlass | None, body: Body) -> Violation | None:
    """One id, one opening."""
    if glass is None or glass.viewer is None:
        return None
    return _id(body, "ALREADY_USED", "this id was used; a further opening is a new one")


def already_reviewed(glass: BreakGlass | None, body: Body) -> Violation | None:
    """One opening is reviewed once."""
    if glass is None or not glass.reviewed:
        return None
    return _id(body, "ALREADY_REVIEWED", "it was reviewed; correct the review by a revision")


def already_frozen(report: Report | None, body: Body) -> Violation | None:
    """A frozen figure never changes; what arrives later counts as 前期以前分."""
    if report is None:
        return None
    return in_payload(
        body, "period", "ALREADY_FROZEN", "you froze this period; later arrivals count in the next"
    )


def _already(said: Submission, field: str) -> Violation | None:
    if said.body[field] <= said.now + CLOCK_TOLERANCE:
        return None
    return in_payload(said.body, field, "FUTURE", "it lies after the adapter's clock; correct it")


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "break_glass_id", rule, description)


RULES = (
    Rule(expires_after_use, on("BreakGlassUsed")),
    Rule(answer_due_after_request, on("DisclosureRequested")),
    Rule(requested_already, on("DisclosureRequested")),
    Rule(known_already, on("BreachSuspected")),
)

USED = Step("break_glass", by("break_glass_id"), evolve=used, already=already_used)
REVIEWED = Step(
    "break_glass",
    by("break_glass_id"),
    evolve=reviewed,
    needs=reviewed_by_another,
    already=already_reviewed,
)
FROZEN = Step("report", period_of_report, evolve=frozen, already=already_frozen)
