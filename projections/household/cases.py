"""Every case of a view, put together from its pieces."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from projections.household.abuse_reports import abuse_reports
from projections.household.agencies import agencies
from projections.household.case_state import case_state
from projections.household.contacts import contacts
from projections.household.flags import flags
from projections.household.issues import issues
from projections.household.lead import lead
from projections.household.lead_claims import lead_claims
from projections.household.opened import OpenPart
from projections.household.plans import plan
from projections.household.referrals import referrals
from projections.household.requests import requests
from projections.household.roles import roles
from projections.household.text import event_ids, id_text
from projections.household.view import Case, marked
from projections.revisions import Settled
from projections.stored_event import StoredEvent, by_time
from schemas.times import JST, to_days


def case_events(case_id: bytes, effective: Iterable[StoredEvent]) -> list[StoredEvent]:
    """The events of a case, and the multilayer conferences that reviewed its plans under another
    case: one sitting reviews the plans of several."""
    own, sittings = [], []
    for event in effective:
        if event.case_id == case_id:
            own.append(event)
        elif event.name == "MultilayerConferenceConvened":
            sittings.append(event)
    plan_ids = {event.body["plan_id"] for event in own if event.name == "PlanDrafted"}
    own += [event for event in sittings if not plan_ids.isdisjoint(event.body["plan_ids"])]
    return sorted(own, key=by_time)


def cases(
    case_ids: Iterable[bytes],
    settled: Settled,
    doubtful: frozenset[str],
    open_part: OpenPart,
    now: datetime,
) -> tuple[Case, ...]:
    """The cases in the order of their first events; one of which only conflicting or no events
    are known is left out."""
    told = [(case_id, case_events(case_id, settled.effective)) for case_id in case_ids]
    known = [(case_id, events) for case_id, events in told if events]
    known.sort(key=lambda case: (by_time(case[1][0]), case[0]))
    return tuple(
        _case(case_id, events, settled.conflicted, doubtful, open_part, now)
        for case_id, events in known
    )


def _case(
    case_id: bytes,
    events: Sequence[StoredEvent],
    conflicted: Iterable[StoredEvent],
    doubtful: frozenset[str],
    open_part: OpenPart,
    now: datetime,
) -> Case:
    state = case_state(events)
    today = to_days(now.astimezone(JST).date())
    claims = lead_claims(events, today)
    leader = replace(lead(events, today), needs_checking=bool(claims))
    in_conflict = [event for event in conflicted if event.case_id == case_id]
    return Case(
        case_id=id_text(case_id),
        state=state.state,
        state_since=state.since,
        lead=marked([leader], doubtful)[0],
        agencies=marked(agencies(events, leader, now), doubtful),
        issues=marked(issues(events), doubtful),
        flags=flags(events),
        referrals=referrals(events, now),
        requests=requests(events),
        plan=plan(events, open_part),
        roles=roles(events),
        event_ids=event_ids(events),
        contacts=marked(contacts(events, in_conflict), doubtful),
        after_closure=state.after_closure,
        lead_claims=claims,
        abuse_reports=abuse_reports(events, open_part),
    )
