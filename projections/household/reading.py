"""The household view as one reader may see it (V1 to V7): the same view, of what is left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from projections.household.build import attributed_view
from projections.household.members import PRESENT, stated_households
from projections.household.opened import OpenPart
from projections.household.reach import CASE, HOUSEHOLD, Key
from projections.household.scope import known_as, scope_of
from projections.household.view import HouseholdMember, HouseholdView
from projections.people.attribution import Attributed, attribute
from projections.revisions import Settled, settle
from projections.stored_event import StoredEvent, by_time
from projections.visibility.decision import (
    CONSENT_WITHDRAWN,
    NO_RESULT,
    PROTECTED,
    WORKSPACE_ONLY,
)
from projections.visibility.policy import Policy
from projections.visibility.reader import Reader
from projections.visibility.reduce import unnamed
from projections.visibility.sight import AUDITOR, Granted, Seen, Sight, look
from projections.visibility.standing import NOTHING_CLOSED, Closed
from projections.visibility.withhold import withheld
from schemas.codec import Body
from schemas.uuids import uuid_text

NOT_CONSENTED = "世帯員（未同意）"
LEFT_UNDISCLOSED = "異動（詳細非公開）"
_REASONS = (PROTECTED, WORKSPACE_ONLY, CONSENT_WITHDRAWN, "SHARING_CLOSED")
"""The one that is logged where several explain why nothing is shown."""


@dataclass(frozen=True, slots=True)
class HouseholdReading:
    """What a reader gets, and what is recorded of it. ``view`` is None where there is no result;
    ``reason`` then says why, to the auditor alone.

    ``subjects``: everybody of whom something was shown. ``via_links``: the links by which more
    than one reference was taken for one person. ``household_ids``: every household in which a
    shown statement places the person asked for.
    """

    view: HouseholdView | None
    reason: str
    subjects: tuple[bytes, ...]
    cases: tuple[bytes, ...]
    granted: tuple[Granted, ...]
    source_event_ids: tuple[bytes, ...]
    via_links: tuple[bytes, ...]
    household_ids: tuple[bytes, ...]
    hidden_reason: str = NO_RESULT
    """Why something else of the same subject is not shown, if anything is."""
    seen: tuple[StoredEvent, ...] = ()
    """The events that ``view`` is made of, as the reader sees them."""


def household_reading(
    subject: Key,
    events: Iterable[StoredEvent],
    open_part: OpenPart,
    now: datetime,
    reader: Reader,
    policy: Policy,
    closed: Closed = NOTHING_CLOSED,
    only: Callable[[Seen], bool] | None = None,
) -> HouseholdReading:
    """The household of a household id, a person or a case as ``reader`` may see it at ``now``.

    ``events`` as ``collect`` found them; ``only`` narrows what may be seen further. Nothing known
    and nothing visible give equal answers except for ``reason``.
    Raises ValueError for a naive ``now``.
    """
    told = settle(event for event in events if event.envelope["legal_basis"] != "AUDIT")
    facts = attribute(told)
    whole = facts.settled
    sight = look(whole.effective, reader, now, policy, facts.doubtful, closed)
    subject = known_as(subject, facts)
    kept = withheld(sight, _asked(subject, sight, facts, now), whole.effective)
    if only is not None:
        kept = tuple(filter(only, kept))
    made = _made(sight, kept)
    visible = replace(facts, settled=_visible(kept, made, whole, reader))
    view = attributed_view(subject, visible, opened_as_granted(kept, open_part, policy), now, facts)
    view = _without(view, frozenset(uuid_text(event.event_id) for event in made))
    shown = {entry.event_id.replace("-", "") for entry in view.timeline}
    read = [one for one in kept if one.event.event_id.hex() in shown]
    if not read or (subject[0] == HOUSEHOLD and not view.statement_event_ids):
        return HouseholdReading(None, _reason(sight), (), (), (), (), (), ())
    subjects = sorted({one.person for each in read for one in each.granted})
    return HouseholdReading(
        view=replace(view, members=_masked(view, sight, whole)),
        reason="",
        subjects=tuple(subjects),
        cases=tuple(bytes.fromhex(case.case_id.replace("-", "")) for case in view.cases),
        granted=tuple(dict.fromkeys(one for each in read for one in each.granted)),
        source_event_ids=tuple(one.event.event_id for one in read),
        via_links=_links(facts, subjects),
        household_ids=_placed(subject[1], read),
        hidden_reason=_reason(sight),
        seen=tuple(one.event for one in read),
    )


def opened_as_granted(kept: Iterable[Seen], open_part: OpenPart, policy: Policy) -> OpenPart:
    """Opens sealed parts; where a ground shows names alone, the rest of the part is dropped."""
    names_only = {
        (one.event.event_id, granted.person, granted.field_code)
        for one in kept
        for granted in one.granted
        if granted.names_only
    }
    if not names_only:
        return open_part

    def opened(event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        fields = open_part(event, part)
        place = event.event_id, part["person_ref"], part["field_code"]
        if fields is None or place not in names_only or "attributes" not in fields:
            return fields
        names = [a for a in fields["attributes"] if a["attribute"] in policy.name_attributes]
        return {**fields, "attributes": names}

    return opened


def _asked(subject: Key, sight: Sight, facts: Attributed, now: datetime) -> frozenset[bytes]:
    """The people a reading is about: the person, those of the case, who lives in the household."""
    kind, key = subject
    if kind == HOUSEHOLD:
        scope = scope_of(subject, facts.settled.effective, now)
        return scope.people - scope.left_on.keys()
    if kind == CASE:
        return sight.standing.persons_of_case.get(key, frozenset())
    return frozenset([key])


def _visible(
    kept: Iterable[Seen], made: Iterable[StoredEvent], whole: Settled, reader: Reader
) -> Settled:
    """What the view is made of. Of events in conflict an agency is shown its own."""
    in_conflict = [
        event
        for event in whole.conflicted
        if reader.code == AUDITOR
        or (event.agency == reader.agency_id and event.envelope["compartment"] == "AGENCY")
    ]
    return Settled(
        effective=tuple(sorted([*(one.event for one in kept), *made], key=by_time)),
        superseded=(),
        conflicted=tuple(in_conflict),
    )


def _made(sight: Sight, kept: Iterable[Seen]) -> list[StoredEvent]:
    """What stands in for departures, under the references by which the shown statements place
    those people in their households: of whom no shown statement speaks, none tells."""
    placed = {
        (one.event.body["household_id"], ref)
        for one in kept
        if one.event.name in PRESENT
        for ref in _stated_in(one.event)
    }
    return [
        departure.statement(ref)
        for departure in sight.departures
        for ref in (departure.person, unnamed(departure.household_id, departure.person))
        if (departure.household_id, ref) in placed
    ]


def _stated_in(event: StoredEvent) -> list[bytes]:
    body = event.body
    if event.name == "HouseholdFormed":
        return [member["person"] for member in body["members"]]
    if event.name == "MemberJoined":
        return [body["person"]]
    return [*body["remaining"], *body["moving"]]


def _without(view: HouseholdView, made: frozenset[str]) -> HouseholdView:
    """A made statement is nobody's event."""
    return replace(
        view,
        timeline=tuple(entry for entry in view.timeline if entry.event_id not in made),
        statement_event_ids=tuple(one for one in view.statement_event_ids if one not in made),
    )


def _masked(view: HouseholdView, sight: Sight, whole: Settled) -> tuple[HouseholdMember, ...]:
    """Whoever may not be named gives way to a row without a name, at the end of the list."""
    left: set[str] = set()
    nameless: dict[str, str] = {}
    for household in stated_households(whole.effective, sight.standing.today).values():
        for person in household.members:
            nameless[uuid_text(unnamed(household.household_id, person))] = uuid_text(person)
    for one in sight.departures:
        for ref in (one.person, unnamed(one.household_id, one.person)):
            left.add(uuid_text(ref))
    # One statement names a person, another may not: they are one row.
    here = {m.person_ref for m in view.members}
    rows = [m for m in view.members if nameless.get(m.person_ref) not in here]
    named = [m for m in rows if m.person_ref not in nameless and not _gone(m, left)]
    unconsented = [
        replace(_NOBODY, relationship=NOT_CONSENTED)
        for m in rows
        if m.person_ref in nameless and not _gone(m, left)
    ]
    departed = sorted(
        (
            replace(_NOBODY, relationship=LEFT_UNDISCLOSED, left=True, left_on=m.left_on)
            for m in rows
            if _gone(m, left)
        ),
        key=lambda member: member.left_on,
    )
    return (*named, *unconsented, *departed)


_NOBODY = HouseholdMember(
    person_ref="",
    relationship="",
    stated_by="",
    left=False,
    left_on="",
    attributes=(),
    event_ids=(),
    joined_refs=(),
)


def _gone(member: HouseholdMember, left: set[str]) -> bool:
    return member.left and member.person_ref in left


def _reason(sight: Sight) -> str:
    given = {reason for reasons in sight.reasons.values() for reason in reasons}
    return next((reason for reason in _REASONS if reason in given), NO_RESULT)


def _links(facts: Attributed, subjects: Iterable[bytes]) -> tuple[bytes, ...]:
    joined = {ref for person in subjects for ref in facts.refs_of.get(person, ())}
    known = facts.links
    return tuple(
        sorted(link for link in known.live if not joined.isdisjoint(known.refs.get(link, ())))
    )


def _placed(person: bytes, read: Iterable[Seen]) -> tuple[bytes, ...]:
    found = {
        one.event.body["household_id"]
        for one in read
        if one.event.name in PRESENT and person in one.event.envelope["person_refs"]
    }
    return tuple(sorted(found))
