"""同意の期限: a consent that ends soon; after its last day it is on no list."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from projections.household.view import Case, HouseholdView
from projections.queue.board import Watched

CONSENT_ENDING: Final = "CONSENT_ENDING"
_LIVE: Final = frozenset({"LIVE", "PARTLY_WITHDRAWN"})


def consents_ending(
    view: HouseholdView, case: Case, desk: str, today: date, days: int
) -> Iterator[Watched]:
    """The consents that name the desk and run out within ``days``. A renewal takes the earlier one
    off the list: it covers the same person for the desk beyond that day."""
    if case.state != "OPEN":
        return
    live = [one for one in view.consents if one.state in _LIVE and desk in one.agencies]
    limit = (today + timedelta(days=days)).isoformat()
    for one in live:
        renewed = any(
            other.person_ref == one.person_ref
            and (not other.valid_until or other.valid_until > one.valid_until)
            for other in live
        )
        if one.valid_until and one.valid_until <= limit and not renewed:
            yield Watched(
                CONSENT_ENDING,
                "",
                case.case_id,
                one.since,
                about=one.consent_id,
                due=one.valid_until,
            )
