"""Coordination requests: CoordinationRequested, CoordinationTriaged, CoordinationClaimed,
CoordinationReleased, PriorityOverridden.

A claim is a lock: whoever comes first in the stream holds it, whenever it says it occurred, or
two workers could both be told that the item is theirs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation

PASSED_ON = "TO_SUPPORT_CONF"
"""The one triage after which another follows."""

OFF_THE_QUEUE = frozenset({"RETURN", "ADVICE_ONLY"})


@dataclass(frozen=True, slots=True)
class Request:
    """What the own stream says of one request."""

    requested: bool = False
    passed_on: Moment | None = None
    triage: str | None = None
    """The final outcome."""
    triaged: Moment | None = None
    worker: str | None = None
    """Who holds the item."""


def consent_status_fits_the_basis(said: Submission) -> Violation | None:
    """With consent the request goes to the coordination team, without it to the municipal desk."""
    status = said.body["consent_status"]
    basis = "CONSENT" if status == "GRANTED" else "SUPPORT_CONFERENCE"
    if said.envelope["legal_basis"] == basis:
        return None
    return in_payload(
        said.body,
        "consent_status",
        "CONSENT_STATUS_MISMATCH",
        f"a request with {status} rests on {basis}; correct the status or the basis",
    )


def requested(request: Request | None, _body: Body) -> Request:
    """The item is on a queue."""
    return replace(request or Request(), requested=True)


def triaged(request: Request | None, body: Body) -> Request:
    """A desk decided what becomes of it."""
    before, moment = request or Request(), occurrence(body["envelope"])
    if body["outcome"] == PASSED_ON:
        return replace(before, passed_on=moment)
    return replace(before, triage=body["outcome"], triaged=moment)


def claimed(request: Request | None, body: Body) -> Request:
    """A worker holds it."""
    return replace(request or Request(), worker=body["worker"])


def released(request: Request | None, _body: Body) -> Request:
    """Nobody holds it."""
    return replace(request or Request(), worker=None)


def already_requested(request: Request | None, body: Body) -> Violation | None:
    """A request is made once."""
    if request is None or not request.requested:
        return None
    return _id(body, "ALREADY_REQUESTED", "you made this request; correct it by a revision")


def already_triaged(request: Request | None, body: Body) -> Violation | None:
    """A desk decides once; passing on to the support conference may come before."""
    if request is None:
        return None
    if body["outcome"] != PASSED_ON:
        return None if request.triage is None else _triaged(request.triage, body)
    if request.passed_on is not None:
        return _triaged(PASSED_ON, body)
    late = request.triaged and not occurrence(body["envelope"]).certainly_after(request.triaged)
    return None if request.triage is None or late else _triaged(request.triage, body)


def already_claimed(request: Request | None, body: Body) -> Violation | None:
    """One worker at a time, and nobody after the item left the queue."""
    if request is None:
        return None
    if request.worker is not None:
        return _id(
            body, "ALREADY_CLAIMED", f"{request.worker} holds it; that worker releases it first"
        )
    return already_off_the_queue(request, body)


def already_off_the_queue(request: Request | None, body: Body) -> Violation | None:
    """An item that was returned or answered with advice is not worked on."""
    if request is None or request.triage not in OFF_THE_QUEUE or request.triaged is None:
        return None
    if not occurrence(body["envelope"]).certainly_after(request.triaged):
        return None
    return _triaged(str(request.triage), body)


def not_held_by_the_worker(request: Request | None, body: Body) -> Violation | None:
    """Only what a worker holds is given back, by name of that worker."""
    holder = request.worker if request else None
    if holder == body["worker"]:
        return None
    if holder is None:
        return in_payload(body, "worker", "NOT_CLAIMED", "nobody holds it; there is no release")
    return in_payload(
        body, "worker", "CLAIMED_BY_ANOTHER", f"{holder} holds it; name that worker as releasing"
    )


def _triaged(outcome: str, body: Body) -> Violation:
    return _id(body, "ALREADY_TRIAGED", f"you triaged it as {outcome}; correct it by a revision")


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "request_id", rule, description)


RULES = (Rule(consent_status_fits_the_basis, on("CoordinationRequested")),)

REQUESTED = Step("request", by("request_id"), evolve=requested, already=already_requested)
TRIAGED = Step("request", by("request_id"), evolve=triaged, already=already_triaged)
CLAIMED = Step("request", by("request_id"), evolve=claimed, already=already_claimed)
RELEASED = Step("request", by("request_id"), evolve=released, already=not_held_by_the_worker)
OVERRIDDEN = Step("request", by("request_id"), already=already_off_the_queue)
