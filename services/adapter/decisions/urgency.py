"""Urgency: UrgencyFlagRaised, UrgencyFlagResponded, UrgencyFlagCleared.

Several first responses are kept (the clock reads the earliest); a flag raised by another agency
may be answered and cleared without being known here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.basis import GUARDED, guarded
from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_envelope, in_payload
from services.adapter.refusal import Violation

GUARDED_FLAGS = frozenset({"DV_IMMEDIATE", "ABUSE_UNCONFIRMED"})


@dataclass(frozen=True, slots=True)
class Flag:
    """What the own stream says of one flag."""

    raised: str | None = None
    """The flag's code."""
    cleared: Moment | None = None


def violence_flag_is_guarded(said: Submission) -> Violation | None:
    """A flag of violence is kept apart from the first second (V4)."""
    flag = said.body["flag"]
    return guarded(said, f"the flag {flag}") if flag in GUARDED_FLAGS else None


def due_after_raising(said: Submission) -> Violation | None:
    """A clock that an agency sets itself runs forwards."""
    due = said.body["due_at"]
    if due is None or due >= said.envelope["occurred_at"]:
        return None
    return in_payload(said.body, "due_at", "DUE_BEFORE_RAISED", "give a limit after the raising")


def raised(flag: Flag | None, body: Body) -> Flag:
    """The flag stands."""
    return replace(flag or Flag(), raised=body["flag"])


def cleared(flag: Flag | None, body: Body) -> Flag:
    """The danger is over."""
    return replace(flag or Flag(), cleared=occurrence(body["envelope"]))


def stays_guarded(flag: Flag | None, body: Body) -> Violation | None:
    """What answers a flag of violence says that there was one (V4)."""
    if flag is None or flag.raised not in GUARDED_FLAGS:
        return None
    if body["envelope"]["compartment"] in GUARDED:
        return None
    return in_envelope(
        "compartment",
        "COMPARTMENT_MISMATCH",
        f"you raised this flag as {flag.raised}; its answer is kept in ABUSE_DV or PROTECTED too",
    )


def already_raised(flag: Flag | None, body: Body) -> Violation | None:
    """One flag is raised once, and not after it was cleared."""
    if flag is not None and flag.raised is not None:
        return in_payload(
            body, "flag_id", "ALREADY_RAISED", "you raised this flag; correct it by a revision"
        )
    return already_over(flag, body)


def already_over(flag: Flag | None, body: Body) -> Violation | None:
    """Nothing happens to a flag after it was cleared; what happened before may arrive late."""
    if flag is None or flag.cleared is None:
        return None
    if not occurrence(body["envelope"]).certainly_after(flag.cleared):
        return None
    return _cleared(body)


def already_cleared(flag: Flag | None, body: Body) -> Violation | None:
    """A flag is cleared once."""
    return None if flag is None or flag.cleared is None else _cleared(body)


def _cleared(body: Body) -> Violation:
    return in_payload(
        body, "flag_id", "ALREADY_CLEARED", "you cleared this flag; new danger is a new flag"
    )


RULES = (
    Rule(violence_flag_is_guarded, on("UrgencyFlagRaised")),
    Rule(due_after_raising, on("UrgencyFlagRaised")),
)

RAISED = Step("flag", by("flag_id"), evolve=raised, already=already_raised)
RESPONDED = Step("flag", by("flag_id"), needs=stays_guarded, already=already_over)
CLEARED = Step("flag", by("flag_id"), evolve=cleared, needs=stays_guarded, already=already_cleared)
