"""Packages of the household that moves, and what the receiver reads in them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from projections.revisions import Settled
from projections.stored_event import StoredEvent
from projections.visibility.policy import policy
from projections.visibility.transfer import transferable
from services.transfer.container import open_package
from services.transfer.packing import Order, Packed, Transferable, pack
from tests.unit.projections.household.story import opened_plain, uid
from tests.unit.services.transfer.moving import Moving
from tests.unit.services.transfer.parties import (
    NOW,
    RECEIVER,
    SENDER,
    TRANSFER_ID,
)

ORDER = Order(uid("case"), TRANSFER_ID, "CASE_TRANSFER", date(2026, 6, 23))


def by_consent(settled: Settled, case_id: bytes, to: str, now: datetime) -> Sequence[StoredEvent]:
    """The decision as the backbone takes it."""
    return transferable(settled.effective, case_id, to, now, policy(), settled.conflicted)


def everything(
    settled: Settled, _case_id: bytes, _to: str, _now: datetime
) -> Sequence[StoredEvent]:
    """A decision that has gone wrong: it keeps nothing back."""
    return settled.effective


def packed(
    story: Moving,
    now: datetime = NOW,
    decision: Transferable = by_consent,
    order: Order = ORDER,
) -> Packed | None:
    return pack(order, story.events, decision, opened_plain, SENDER, RECEIVER.public, now)


def full(
    story: Moving, now: datetime = NOW, decision: Transferable = by_consent
) -> tuple[Packed, str]:
    """The package, and all that the receiver reads in it."""
    result = packed(story, now, decision)
    assert result is not None
    opened = open_package(result.package, RECEIVER, SENDER.public)
    assert opened.content == result.content
    return result, opened.content.to_bytes().decode("utf-8")


def names(result: Packed) -> list[str]:
    """Whom the package names."""
    return sorted(
        value.value
        for member in result.content.household.members
        for value in member.attributes
        if value.field == "NAME"
    )
