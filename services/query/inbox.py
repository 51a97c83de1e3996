"""Reads the referrals to an agency from the view in service."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from projections.household.closure import collect
from projections.household.reach import CASE, REFERRAL, to_agency_key
from projections.household.view import Referral
from projections.inbox.item import OPEN_STATES, InboxItem, inbox_item, order, received
from projections.stored_event import StoredEvent
from projections.visibility.reader import Reader
from services.query.households import Households
from services.query.view_reader import ViewReader, ViewSnapshot


@dataclass(frozen=True, slots=True)
class InboxPage:
    """``next``: the referral after which the next page begins; empty on the last one."""

    items: tuple[InboxItem, ...]
    next: str


class Inbox:
    """Safe to use from several threads."""

    def __init__(self, households: Households, views: ViewReader) -> None:
        self._households = households
        self._views = views

    def page(
        self, reader: Reader, *, ended: bool, limit: int, after: str, only: str = ""
    ) -> InboxPage:
        """The referrals to the reader's agency, the earliest deadline first; ``ended`` too where
        asked for, or the one of ``only``. A page after a referral that is not there begins at the
        start."""
        with self._views.snapshot() as snapshot:
            events = _of_referrals(snapshot, reader.agency_id)
            mine = [
                referral
                for referral in received(events, reader.agency_id, self._households.now())
                if (referral.referral_id == only if only else _is_asked(referral, ended=ended))
            ]
            known = {referral.referral_id: order(referral) for referral in mine}
            rest = [r for r in mine if after not in known or order(r) > known[after]]
            items = tuple(self._item(snapshot, reader, r, events) for r in rest[:limit])
        last = items[-1].referral.referral_id if len(rest) > limit else ""
        return InboxPage(items, last)

    def _item(
        self,
        snapshot: ViewSnapshot,
        reader: Reader,
        referral: Referral,
        events: list[StoredEvent],
    ) -> InboxItem:
        households = self._households
        referral_id = UUID(referral.referral_id).bytes
        case_id = next(
            (e.case_id for e in events if e.body["referral_id"] == referral_id and e.case_id), None
        )
        now = households.now()
        found = [] if case_id is None else collect((CASE, case_id), snapshot.fetch, now)
        return inbox_item(
            referral,
            found,
            households.open,
            now,
            reader,
            households.policy,
            households.closed(snapshot),
        )


def _is_asked(referral: Referral, *, ended: bool) -> bool:
    return ended or referral.state in OPEN_STATES


def _of_referrals(snapshot: ViewSnapshot, agency_id: str) -> list[StoredEvent]:
    """Every event about the referrals ever sent to the agency."""
    sent = snapshot.fetch([to_agency_key(agency_id)])
    ids = sorted({event.body["referral_id"] for event in sent})
    about = snapshot.fetch_corrected([(REFERRAL, referral_id) for referral_id in ids])
    found = {(e.agency, e.sequence): e for e in (*sent, *about)}
    return [event for event in found.values() if event.body.get("referral_id") is not None]
