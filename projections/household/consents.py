"""同意 as a page shows it: of whom, for whom, for what, and how it stands today.

Made from the events that the view is made of: where those are what one reader may see, a consent
that the reader may not know of is not among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from projections.household.text import day_text, event_ids, id_text, instant_text
from projections.household.view import StatedConsent
from projections.stored_event import StoredEvent
from schemas.times import end_of_day

LIVE: Final = "LIVE"
PARTLY: Final = "PARTLY_WITHDRAWN"
WITHDRAWN: Final = "WITHDRAWN"
EXPIRED: Final = "EXPIRED"
REFUSED: Final = "REFUSED"
_STATEMENTS = frozenset({"ConsentGranted", "ConsentRefused"})


def stated_consents(shown: Iterable[StoredEvent], now: int) -> tuple[StatedConsent, ...]:
    """Every consent and refusal by time; ``shown`` effective events by time, ``now`` in
    microseconds. What takes effect later has none yet."""
    told = list(shown)
    withdrawals: dict[bytes, list[StoredEvent]] = {}
    for event in told:
        if event.name == "ConsentWithdrawn" and event.body["effective_at"] <= now:
            withdrawals.setdefault(event.body["consent_id"], []).append(event)
    return tuple(
        _line(event, withdrawals.get(event.body["consent_id"], ()), now)
        for event in told
        if event.name in _STATEMENTS and event.envelope["occurred_at"] <= now
    )


def _line(event: StoredEvent, withdrawn: Sequence[StoredEvent], now: int) -> StatedConsent:
    body = event.body
    ends = body.get("valid_until")
    return StatedConsent(
        consent_id=id_text(body["consent_id"]),
        person_ref=id_text(body["person"]),
        state=_state(event, withdrawn, now),
        grantor=body["grantor"],
        agencies=tuple(sorted(frozenset(body["agencies"]) - _taken_out(withdrawn))),
        field_codes=tuple(sorted(body["field_codes"])),
        purposes=tuple(sorted(body["purposes"])),
        method=body["method"],
        since=instant_text(event.envelope["occurred_at"]),
        valid_until=day_text(ends),
        agency_id=event.agency,
        event_ids=event_ids((event, *withdrawn)),
    )


def _state(event: StoredEvent, withdrawn: Sequence[StoredEvent], now: int) -> str:
    body = event.body
    if event.name == "ConsentRefused":
        return REFUSED
    if any(not one.body["agencies"] for one in withdrawn):
        return WITHDRAWN
    if body["valid_until"] is not None and now >= end_of_day(body["valid_until"]):
        return EXPIRED
    if not withdrawn:
        return LIVE
    return PARTLY if frozenset(body["agencies"]) - _taken_out(withdrawn) else WITHDRAWN


def _taken_out(withdrawn: Iterable[StoredEvent]) -> frozenset[str]:
    return frozenset(agency for one in withdrawn for agency in one.body["agencies"])
