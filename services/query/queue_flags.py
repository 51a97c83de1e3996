"""On which desk's board an urgency flag runs that no queue shows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from projections.household.reading import HouseholdReading
from projections.queue.board import CLEARED, FlagItem, flag_items, of_violence
from projections.queue.request import desk_of, requests_on
from projections.visibility.reader import COORDINATION as WORKING_TOGETHER
from projections.visibility.sight import AUDITOR
from services.query.queue_looking import Known, Looking, case_in

REFERRED: Final = "REFERRAL"
ABUSE_DESK: Final = "AB"


def flags_of(looking: Looking, known: Known) -> Iterator[tuple[FlagItem, HouseholdReading]]:
    """Open flags that no queue shows: on the lead's board, of violence on the abuse desk's.

    What lies in ABUSE_DV is on no other board, not even where the lead raised it: a board counts
    its flags, and abuse stays out of every count (V4). A flag in PROTECTED, which no other desk
    may read, stays with the lead that wrote it, or nobody would act on it.
    """
    code = looking.reader.code
    if not any(e.name == "UrgencyFlagRaised" and e.case_id == known.case_id for e in known.events):
        return
    violent, guarded = of_violence(known.events)
    queued = _on_a_queue(looking, known)
    found: dict[str, tuple[FlagItem, HouseholdReading]] = {}
    over: set[str] = set()
    leads = False
    # What came by a referral is read for that purpose (V5), so both are looked at.
    for purpose in (WORKING_TOGETHER, REFERRED):
        reading = looking.read_for(known, purpose)
        case = case_in(reading, known.case_id)
        if case is None:
            continue
        leads = leads or case.lead.value == looking.reader.agency_id
        over |= {flag.flag_id for flag in case.flags if flag.state == CLEARED}
        for item in flag_items(case, looking.rules):
            before = found.get(item.flag.flag_id)
            if before is None or not before[0].flag.raised_at:
                found[item.flag.flag_id] = item, reading
    mine = violent if code == ABUSE_DESK else frozenset(found) if code == AUDITOR else frozenset()
    if leads:
        mine |= found.keys() if code == ABUSE_DESK else found.keys() - guarded
    mine -= over | (queued - guarded)
    yield from (one for flag_id, one in found.items() if flag_id in mine)


def _on_a_queue(looking: Looking, known: Known) -> set[str]:
    """The flags of the case that are in front of the desk which holds it."""
    shown: set[str] = set()
    for request in requests_on(known.case_id, known.facts.settled.effective, looking.now):
        case = case_in(looking.read(known, looking.desk(desk_of(request))), known.case_id)
        shown |= {flag.flag_id for flag in case.flags if flag.raised_at} if case else set()
    return shown
