"""関係機関: the agencies involved in a case, each with the events that involve it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from projections.household.referrals import accepted_by
from projections.household.text import event_ids
from projections.household.view import Value
from projections.stored_event import StoredEvent, by_time


def agencies(events: Iterable[StoredEvent], lead: Value, now: datetime) -> tuple[Value, ...]:
    """Who wrote about the case, leads it, has a role, was named as already involved, or accepted
    a referral, by agency id. Declining a referral involves nobody; nor does being sent one."""
    events = list(events)
    involved: dict[str, dict[bytes, StoredEvent]] = {}
    for agency, event in (*_by_their_acts(events), *accepted_by(events, now)):
        involved.setdefault(agency, {})[event.event_id] = event
    if lead.value:
        involved.setdefault(lead.value, {})
    return tuple(
        Value(
            "agency",
            agency,
            agency,
            event_ids(sorted(sources.values(), key=by_time)) or lead.event_ids,
        )
        for agency, sources in sorted(involved.items())
    )


def _by_their_acts(events: Iterable[StoredEvent]) -> Iterator[tuple[str, StoredEvent]]:
    for event in events:
        if event.name != "ReferralDeclined":
            yield event.agency, event
        if event.name == "RoleAssigned":
            yield event.body["agency"], event
        elif event.name == "CoordinationRequested":
            for agency in event.body["existing_agencies"] or ():
                yield agency, event
