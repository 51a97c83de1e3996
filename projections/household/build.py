"""The household view as a function of a set of stored events (D6, I7)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from datetime import datetime

from projections.household.attributes import attributes
from projections.household.cases import case_events, cases
from projections.household.citations import unmet
from projections.household.consents import stated_consents
from projections.household.membership_claims import contradictions
from projections.household.opened import OpenPart
from projections.household.reach import Key
from projections.household.referrals import misplaced_answers
from projections.household.scope import Scope, known_as, memberships, scope_of
from projections.household.text import day_text, event_ids, id_text, instant_text
from projections.household.timeline import timeline
from projections.household.view import HouseholdMember, HouseholdView, marked
from projections.people.attribution import Attributed, attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent, by_time
from projections.visibility.protections import COMPARTMENTS
from schemas.codes import code_list
from schemas.times import JST, to_days, to_micros


def household_view(
    subject: Key, events: Iterable[StoredEvent], open_part: OpenPart, now: datetime
) -> HouseholdView:
    """The view of a household, a person or a case (a key of ``reach``) as of ``now``.

    ``events`` is what ``collect`` found, or any larger part of the log: what does not belong is
    left out, order and repetition do not matter. Sealed parts are opened by ``open_part`` only
    where they are shown. Raises ValueError for a naive ``now``.
    """
    told = settle(event for event in events if event.envelope["legal_basis"] != "AUDIT")
    return attributed_view(subject, attribute(told), open_part, now)


def attributed_view(
    subject: Key,
    attributed: Attributed,
    open_part: OpenPart,
    now: datetime,
    facts: Attributed | None = None,
) -> HouseholdView:
    """The same of events whose people are known already, none of them an audit event.

    ``facts``: every event there is, where ``attributed`` holds only what a reader may see: what a
    shown event cites may be there and not for this reader, and is not in doubt then.
    """
    as_of = instant_text(to_micros(now))
    settled = attributed.settled
    subject = known_as(subject, attributed)
    scope = scope_of(subject, settled.effective, now)
    shown = _shown(scope, settled.effective)
    in_conflict = [event for event in settled.conflicted if scope.holds(event)]
    here = {event.event_id for event in (*shown, *in_conflict)}
    doubts = [*in_conflict, *_in_doubt(shown, here, facts or attributed, whole=facts is None)]
    checking = {event.event_id: event for event in doubts if event.event_id in here}
    needs_checking = event_ids(sorted(checking.values(), key=by_time))
    doubtful = frozenset(needs_checking)
    return HouseholdView(
        household_id="" if scope.household_id is None else id_text(scope.household_id),
        kind=next((h.kind for h in scope.households if h.household_id == scope.household_id), ""),
        members=_members(scope, attributed, shown, doubtful, open_part, now),
        cases=cases(scope.cases, settled, doubtful, open_part, now),
        timeline=timeline((*shown, *in_conflict), doubtful),
        needs_checking=needs_checking,
        as_of=as_of,
        statement_event_ids=_statements(scope, shown),
        consents=stated_consents(shown, to_micros(now)),
    )


def _in_doubt(
    shown: Sequence[StoredEvent], here: Set[bytes], facts: Attributed, *, whole: bool
) -> list[StoredEvent]:
    """Of the shown events those that rest on what nobody has stated. Where a reader sees only a
    part, what they may not see meets a citation all the same, unless its being there is secret."""
    known = facts.settled.effective
    if whole:
        return [*unmet(shown, known), *misplaced_answers(shown)]
    told = [
        event
        for event in known
        if event.event_id in here or event.envelope["compartment"] not in COMPARTMENTS
    ]
    about = [event for event in known if event.event_id in here]
    return [*unmet(about, known, told), *misplaced_answers(told)]


def _shown(scope: Scope, effective: Iterable[StoredEvent]) -> list[StoredEvent]:
    """What belongs to the view, and the sittings elsewhere that reviewed its plans."""
    effective = list(effective)
    shown = {event.event_id: event for event in effective if scope.holds(event)}
    for case_id in scope.cases:
        shown.update((event.event_id, event) for event in case_events(case_id, effective))
    return sorted(shown.values(), key=by_time)


def _members(
    scope: Scope,
    attributed: Attributed,
    shown: Iterable[StoredEvent],
    doubtful: frozenset[str],
    open_part: OpenPart,
    now: datetime,
) -> tuple[HouseholdMember, ...]:
    """Who lives here first, then by relationship as the code list orders it."""
    shown = list(shown)
    today = to_days(now.astimezone(JST).date())
    order = list(code_list("relationship").codes)
    stated = memberships(scope.households)
    members = []
    for person in scope.people:
        known = stated.get(person)
        values = attributes(person, filter(scope.concerns, shown), open_part, today)
        members.append(
            HouseholdMember(
                person_ref=id_text(person),
                relationship=known.relationship if known else "",
                stated_by=known.stated_by if known else "",
                left=person in scope.left_on,
                left_on=day_text(scope.left_on.get(person)),
                attributes=marked(values, doubtful),
                event_ids=tuple(map(id_text, dict.fromkeys(known.event_ids))) if known else (),
                joined_refs=tuple(map(id_text, attributed.refs_of.get(person, ()))),
                contradictions=contradictions(
                    person, scope.households, scope.elsewhere, person in scope.left_on
                ),
            )
        )
    rank = {code: at for at, code in enumerate(order)}
    members.sort(key=lambda m: (m.left, rank.get(m.relationship, len(rank)), m.person_ref))
    return tuple(members)


def _statements(scope: Scope, shown: Iterable[StoredEvent]) -> tuple[str, ...]:
    """The statements of membership in effect and the joins that make this household."""
    made_of = {event_id for household in scope.households for event_id in household.event_ids}
    made_of |= {join.event_id for join in scope.joins}
    return event_ids(event for event in shown if event.event_id in made_of)
