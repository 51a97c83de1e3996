"""The closed loop of one referral, as far as one agency's own stream shows it.

sent → accepted | declined | withdrawn | lapsed; accepted → interim* → completed; cancellation in
two steps, one by each side. A sender's stream holds the sending, a recipient's the answer, so an
answer to an unknown referral is welcome, whatever arrived first. What competes is kept as crossed
and judged by the views (the earlier occurrence wins).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import Moment, occurrence
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, in_payload
from services.adapter.refusal import Violation

ANSWERS = {"ReferralAccepted": "accepted", "ReferralDeclined": "declined"}
ENDS = {
    "ReferralWithdrawn": "withdrawn",
    "ReferralCancelled": "cancelled",
    "ReferralCompleted": "completed",
}


@dataclass(frozen=True, slots=True)
class Referral:
    """What the own stream says of one referral."""

    sent: bool = False
    respond_by: int = 0
    """Days since 1970-01-01, where sent."""
    answer: str | None = None
    """``accepted`` or ``declined``."""
    cancellation_requested: bool = False
    ends: tuple[tuple[str, Moment], ...] = ()
    """``withdrawn``, ``cancelled``, ``completed``: more than one where they crossed."""


NOTHING = Referral()


def sent(referral: Referral | None, body: Body) -> Referral:
    """It is on its way."""
    return replace(referral or NOTHING, sent=True, respond_by=body["respond_by"])


def answered(referral: Referral | None, body: Body) -> Referral:
    """Its recipient answered."""
    return replace(referral or NOTHING, answer=ANSWERS[body["envelope"]["event_type"]])


def cancellation_requested(referral: Referral | None, _body: Body) -> Referral:
    """One side asked to end it."""
    return replace(referral or NOTHING, cancellation_requested=True)


def ended(referral: Referral | None, body: Body) -> Referral:
    """It was withdrawn, cancelled or completed."""
    before = referral or NOTHING
    end = (ENDS[body["envelope"]["event_type"]], occurrence(body["envelope"]))
    return replace(before, ends=(*before.ends, end))


def sent_by_you(referral: Referral | None, body: Body) -> Violation | None:
    """Only the sender takes a referral back."""
    if referral is not None and referral.sent:
        return None
    return _id(body, "NOT_SENT_BY_YOU", "your stream holds no sending of it; its sender withdraws")


def parent_sent_by_you(parent: Referral | None, body: Body) -> Violation | None:
    """Only the sender sends it elsewhere; whether it was declined is the recipient's to tell."""
    if parent is not None and parent.sent:
        return None
    return in_payload(
        body,
        "parent_id",
        "NOT_SENT_BY_YOU",
        "your stream holds no sending of it; its sender reroutes, you may send a new referral",
    )


def yours_to_answer(referral: Referral | None, body: Body) -> Violation | None:
    """The recipient answers; a sender's own late word on an ended referral is kept as crossed."""
    state = referral or NOTHING
    if state.sent and not _withdrawn_or_lapsed(state, body):
        return _id(body, "NOT_YOURS_TO_ANSWER", "you sent it; its recipient answers")
    if state.answer not in (None, ANSWERS[body["envelope"]["event_type"]]):
        return _id(
            body,
            "TRANSITION_NOT_ALLOWED",
            f"your stream says {state.answer}; ask the sender for a new referral",
        )
    return None


def accepted_by_you(referral: Referral | None, body: Body) -> Violation | None:
    """Only who accepted tells how it goes on."""
    if referral is not None and referral.answer == "accepted":
        return None
    said = (referral.answer if referral else None) or "no acceptance"
    return _id(body, "NOT_ACCEPTED_BY_YOU", f"your stream says {said}; record ReferralAccepted")


def yours_to_cancel(referral: Referral | None, body: Body) -> Violation | None:
    """A cancellation is between the sender and the agency that accepted."""
    state = referral or NOTHING
    if state.sent or state.answer == "accepted":
        return None
    said = state.answer or "neither sent nor accepted"
    return _id(body, "NOT_YOUR_REFERRAL", f"your stream says {said}; the two sides cancel")


def confirmed_by_the_other_side(referral: Referral | None, body: Body) -> Violation | None:
    """The second step is not taken by who took the first."""
    missing = yours_to_cancel(referral, body)
    if missing is not None or referral is None or not referral.cancellation_requested:
        return missing
    return _id(
        body, "NEEDS_THE_OTHER_SIDE", "you asked for the cancellation; the other side confirms it"
    )


def already_known(referral: Referral | None, body: Body) -> Violation | None:
    """A referral is sent once, under an id that nobody answered yet."""
    state = referral or NOTHING
    if state.sent:
        return _id(body, "ALREADY_SENT", "you sent it; correct it by a revision or mint a new id")
    if state != NOTHING:
        return _id(body, "ALREADY_ANSWERED", "this id is another's referral to you; mint a new one")
    return None


def already_answered(referral: Referral | None, body: Body) -> Violation | None:
    """An answer is given once."""
    if referral is None or referral.answer is None:
        return None
    rule = f"ALREADY_{referral.answer.upper()}"
    return _id(body, rule, f"your stream says {referral.answer}; correct it by a revision")


def already_withdrawn(referral: Referral | None, body: Body) -> Violation | None:
    """A withdrawal comes once, before an answer; after acceptance there is cancellation."""
    if referral is not None and referral.cancellation_requested:
        return _id(body, "ALREADY_ANSWERED", "you treated it as accepted; cancel it in two steps")
    return already_over(referral, body)


def already_in_cancellation(referral: Referral | None, body: Body) -> Violation | None:
    """A cancellation is asked for once, while there is something to cancel."""
    if referral is not None and referral.cancellation_requested:
        return _id(body, "ALREADY_REQUESTED", "you asked for it; the other side confirms")
    return already_over(referral, body)


def already_over(referral: Referral | None, body: Body) -> Violation | None:
    """A referral that ended goes no further; what happened before the end may arrive late."""
    moment = occurrence(body["envelope"])
    own = ENDS.get(body["envelope"]["event_type"])
    for name, end in (referral or NOTHING).ends:
        if name == own or moment.certainly_after(end):
            rule = f"ALREADY_{name.upper()}"
            return _id(body, rule, f"your stream says {name}; a new need is a new referral")
    return None


def answer_crosses(referral: Referral | None, body: Body) -> bool:
    """An answer to a referral that its own stream shows withdrawn or lapsed."""
    return referral is not None and _withdrawn_or_lapsed(referral, body)


def end_crosses(referral: Referral | None, body: Body) -> bool:
    """An end beside another end of the same referral."""
    own = ENDS[body["envelope"]["event_type"]]
    return any(name != own for name, _ in (referral or NOTHING).ends)


def _withdrawn_or_lapsed(referral: Referral, body: Body) -> bool:
    if not referral.sent:
        return False
    withdrawn = any(name == "withdrawn" for name, _ in referral.ends)
    return withdrawn or occurrence(body["envelope"]).day > referral.respond_by


def _id(body: Body, rule: str, description: str) -> Violation:
    return in_payload(body, "referral_id", rule, description)


_KEY = by("referral_id")

SENT = Step("referral", _KEY, evolve=sent, already=already_known)
REROUTED = Step("referral", by("parent_id"), needs=parent_sent_by_you)
ANSWERED = Step(
    "referral",
    _KEY,
    evolve=answered,
    needs=yours_to_answer,
    already=already_answered,
    crossed=answer_crosses,
)
WITHDRAWN = Step(
    "referral",
    _KEY,
    evolve=ended,
    needs=sent_by_you,
    already=already_withdrawn,
    crossed=end_crosses,
)
CANCELLATION_REQUESTED = Step(
    "referral",
    _KEY,
    evolve=cancellation_requested,
    needs=yours_to_cancel,
    already=already_in_cancellation,
)
CANCELLED = Step(
    "referral",
    _KEY,
    evolve=ended,
    needs=confirmed_by_the_other_side,
    already=already_over,
    crossed=end_crosses,
)
INTERIM = Step("referral", _KEY, needs=accepted_by_you, already=already_over)
COMPLETED = Step(
    "referral",
    _KEY,
    evolve=ended,
    needs=accepted_by_you,
    already=already_over,
    crossed=end_crosses,
)
