"""Case transfer: CaseTransferSent, CaseTransferAcknowledged.

A first answer may take information only and a second the case (scenario S6), so acknowledgements
of different types stand beside each other; a differing package hash is kept and alerted.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.adapter.decisions.moments import japan_day
from services.adapter.decisions.rule import Rule, on
from services.adapter.decisions.step import Step, by
from services.adapter.decisions.submission import Body, Submission, in_payload
from services.adapter.refusal import Violation


@dataclass(frozen=True, slots=True)
class Transfer:
    """What the own stream says of one transfer."""

    sent_to: str | None = None
    acknowledged: frozenset[str] = frozenset()
    """The types acknowledged."""


def to_another_municipality(said: Submission) -> Violation | None:
    """Inside one municipality a case is referred, not transferred."""
    if said.body["to_municipality"] != said.caller.municipality:
        return None
    return in_payload(
        said.body, "to_municipality", "TRANSFER_TO_SELF", "name another municipality, or refer"
    )


def answer_due_after_sending(said: Submission) -> Violation | None:
    """A limit that has passed before the package is sent cannot be met."""
    if said.body["answer_due"] >= japan_day(said.envelope["occurred_at"]):
        return None
    return in_payload(
        said.body, "answer_due", "DUE_BEFORE_SENT", "give a day on or after that of sending"
    )


def sent(transfer: Transfer | None, body: Body) -> Transfer:
    """The package is on its way."""
    return replace(transfer or Transfer(), sent_to=body["to_municipality"])


def acknowledged(transfer: Transfer | None, body: Body) -> Transfer:
    """The other municipality signed for it."""
    before = transfer or Transfer()
    return replace(before, acknowledged=before.acknowledged | {body["transfer_type"]})


def already_sent(transfer: Transfer | None, body: Body) -> Violation | None:
    """A transfer is sent once."""
    if transfer is None or transfer.sent_to is None:
        return None
    return in_payload(
        body, "transfer_id", "ALREADY_SENT", "you sent it; a new package is a new transfer"
    )


def answered_by_its_receiver(transfer: Transfer | None, body: Body) -> Violation | None:
    """The municipality it went to signs for it."""
    if transfer is None or transfer.sent_to in (None, body["to_municipality"]):
        return None
    return in_payload(
        body, "to_municipality", "WRONG_RECEIVER", f"you sent it to {transfer.sent_to}; name that"
    )


def already_acknowledged(transfer: Transfer | None, body: Body) -> Violation | None:
    """Each type is acknowledged once."""
    if transfer is None or body["transfer_type"] not in transfer.acknowledged:
        return None
    return in_payload(
        body,
        "transfer_type",
        "ALREADY_ACKNOWLEDGED",
        f"you recorded {body['transfer_type']}; correct it by a revision",
    )


RULES = (
    Rule(to_another_municipality, on("CaseTransferSent")),
    Rule(answer_due_after_sending, on("CaseTransferSent")),
)

SENT = Step("transfer", by("transfer_id"), evolve=sent, already=already_sent)
ACKNOWLEDGED = Step(
    "transfer",
    by("transfer_id"),
    evolve=acknowledged,
    needs=answered_by_its_receiver,
    already=already_acknowledged,
)
