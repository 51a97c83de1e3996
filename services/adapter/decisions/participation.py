"""Participation support: ParticipationMatched, ParticipationFollowedUp.

A placement is one person at one host; a new match after the end begins it anew.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation

ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class Placement:
    """What the own stream says of one person at one host."""

    ended: Moment | None = None


def a_match_begins(said: Submission) -> Violation | None:
    """A match is a beginning; its end is a follow-up."""
    if said.body["stage"] != ENDED:
        return None
    return in_payload(
        said.body, "stage", "MATCH_ENDED", "give TRIAL or REGULAR; record the end as a follow-up"
    )


def placement(body: Body) -> tuple[bytes, ...]:
    """The placement an event is about."""
    return (body["host_id"] + body["person"],)


def matched(_placement: Placement | None, _body: Body) -> Placement:
    """The person begins at the host."""
    return Placement()


def followed_up(placement: Placement | None, body: Body) -> Placement:
    """The placement goes on or ends."""
    if body["stage"] == ENDED:
        return Placement(occurrence(body["envelope"]))
    return placement or Placement()


def already_ended(placement: Placement | None, body: Body) -> Violation | None:
    """Nothing follows an end; what happened before may arrive late."""
    if placement is None or placement.ended is None:
        return None
    late = not occurrence(body["envelope"]).certainly_after(placement.ended)
    if late and body["stage"] != ENDED:
        return None
    return in_payload(
        body, "stage", "ALREADY_ENDED", "you recorded its end; a new beginning is a new match"
    )


RULES = (Rule(a_match_begins, on("ParticipationMatched")),)

MATCHED = Step("placement", placement, evolve=matched)
FOLLOWED_UP = Step("placement", placement, evolve=followed_up, already=already_ended)
