"""A few fields of one person as one reader may see them, outside the household view: what a
break-glass shows (LIFE_BODY, domain section 4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from projections.household.attributes import attributes
from projections.household.opened import OpenPart, opened_parts
from projections.household.reading import opened_as_granted
from projections.household.text import day_text, event_ids, id_text
from projections.household.view import Value
from projections.people.attribution import Attributed, attribute
from projections.revisions import settle
from projections.stored_event import StoredEvent
from projections.visibility.decision import (
    CONSENT_WITHDRAWN,
    NO_RESULT,
    PROTECTED,
    WORKSPACE_ONLY,
)
from projections.visibility.policy import Policy
from projections.visibility.reader import Glass, Reader
from projections.visibility.sight import Granted, Seen, look
from projections.visibility.standing import NOTHING_CLOSED, Closed
from projections.visibility.withhold import withheld
from schemas.codes import code_list
from schemas.sealing import REDACTED
from schemas.times import JST, to_days

_REASONS = (PROTECTED, WORKSPACE_ONLY, CONSENT_WITHDRAWN, "SHARING_CLOSED")
_MEMBERSHIPS = ("HouseholdFormed", "MemberJoined")
_CONTENTS = {"AssessmentCompleted": "findings", "InformationProvided": "content"}


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is shown, and what is recorded of it.

    ``values`` have the field code as their field; without any there is no result, and ``reason``
    says why, to the auditor alone.
    """

    values: tuple[Value, ...]
    reason: str
    granted: tuple[Granted, ...]
    source_event_ids: tuple[bytes, ...]
    via_links: tuple[bytes, ...]


def glimpse(
    events: Iterable[StoredEvent],
    open_part: OpenPart,
    now: datetime,
    reader: Reader,
    glass: Glass,
    policy: Policy,
    closed: Closed = NOTHING_CLOSED,
) -> Glimpse:
    """What ``reader`` sees through a break-glass; ``events`` as ``collect`` found them for its
    person. Raises ValueError for a naive ``now``.
    """
    told = settle(event for event in events if event.envelope["legal_basis"] != "AUDIT")
    facts = attribute(told)
    person, whole = facts.canonical(glass.person), facts.settled
    through = replace(reader, glass=replace(glass, person=person))
    sight = look(whole.effective, through, now, policy, facts.doubtful, closed)
    kept = withheld(sight, frozenset([person]), whole.effective)
    allowed = [(one, codes) for one in kept if (codes := _codes(one, person, glass.field_codes))]
    opened = opened_as_granted(kept, open_part, policy)
    values = tuple(_values(person, allowed, opened, to_days(now.astimezone(JST).date())))
    if not values:
        return Glimpse((), _reason(sight.reasons.values()), (), (), ())
    said = {(value.field, event_id) for value in values for event_id in value.event_ids}
    read = [
        (one.event.event_id, granted)
        for one, codes in allowed
        for granted in one.granted
        if granted.person == person
        and granted.field_code in codes
        and (granted.field_code, id_text(one.event.event_id)) in said
    ]
    return Glimpse(
        values,
        "",
        tuple(dict.fromkeys(granted for _, granted in read)),
        tuple(sorted({event_id for event_id, _ in read})),
        _links(facts, person),
    )


def _codes(one: Seen, person: bytes, field_codes: frozenset[str]) -> frozenset[str]:
    """The wanted field codes of this person that the event may show."""
    allowed = {each.field_code for each in one.granted if each.person == person}
    return field_codes & allowed


def _values(
    person: bytes,
    allowed: list[tuple[Seen, frozenset[str]]],
    open_part: OpenPart,
    today: int,
) -> Iterator[Value]:
    stated = [_only(one.event, person, codes) for one, codes in allowed]
    for value in attributes(person, stated, open_part, today):
        name = value.field.partition("/")[0]
        code = code_list("attribute").more(name, "field_code") or name
        yield _value(value, code, f"{code_list('attribute').ja(name)} {value.value}")
    for one, codes in allowed:
        yield from _contents(_only(one.event, person, codes), person, open_part)
        if "HOUSEHOLD" in codes:
            yield from _membership(one.event, person)
    yield from _flags(person, [one.event for one, codes in allowed if "URGENCY" in codes])


def _only(event: StoredEvent, person: bytes, codes: frozenset[str]) -> StoredEvent:
    """The event with the sealed parts of this person and these field codes alone."""
    parts = [
        part
        for part in event.body["sealed"]
        if part["person_ref"] == person and part["field_code"] in codes
    ]
    return event._replace(body={**event.body, "sealed": parts})


def _value(value: Value, code: str, text: str) -> Value:
    return Value(
        field=code,
        value=REDACTED if value.redacted else text,
        agency_id=value.agency_id,
        event_ids=value.event_ids,
        redacted=value.redacted,
        needs_checking=value.needs_checking,
        person_ref=value.person_ref,
    )


def _contents(event: StoredEvent, person: bytes, open_part: OpenPart) -> Iterator[Value]:
    """Findings of an assessment, and what was provided."""
    field = _CONTENTS.get(event.name)
    if field is None:
        return
    for part in opened_parts(event, open_part, person):
        if part.fields is None:
            text = "" if part.altered else REDACTED
            yield _said(event, person, part.field_code, text, part.altered)
            continue
        for item in part.fields[field]:
            if item["person"] == person and item["field_code"] == part.field_code:
                yield _said(event, person, part.field_code, item["text"])


def _said(event: StoredEvent, person: bytes, code: str, text: str, altered: bool = False) -> Value:
    return Value(
        code,
        text,
        event.agency,
        event_ids([event]),
        redacted=text == REDACTED,
        needs_checking=altered,
        person_ref=id_text(person),
    )


def _membership(event: StoredEvent, person: bytes) -> Iterator[Value]:
    """How the person stands in a household; of the others nothing but their number."""
    if event.name not in _MEMBERSHIPS:
        return
    body = event.body
    members = body["members"] if event.name == "HouseholdFormed" else [body]
    mine = next((each for each in members if each["person"] == person), None)
    if mine is None:
        return
    word = code_list("relationship").ja(mine["relationship"])
    counted = f"、{len(members)}人世帯" if event.name == "HouseholdFormed" else ""
    text = f"{word}{counted}（{day_text(body['effective_on'])}）"
    yield _said(event, person, "HOUSEHOLD", text)


def _flags(person: bytes, events: list[StoredEvent]) -> Iterator[Value]:
    """The urgency flags about this person that nobody has cleared."""
    cleared = {e.body["flag_id"] for e in events if e.name == "UrgencyFlagCleared"}
    for event in events:
        if event.name == "UrgencyFlagRaised" and event.body["flag_id"] not in cleared:
            word = code_list("urgency_flag").ja(event.body["flag"])
            yield _said(event, person, "URGENCY", word)


def _reason(reasons: Iterable[frozenset[str]]) -> str:
    given = frozenset[str]().union(*reasons)
    return next((reason for reason in _REASONS if reason in given), NO_RESULT)


def _links(facts: Attributed, person: bytes) -> tuple[bytes, ...]:
    joined = set(facts.all_refs(person))
    known = facts.links
    return tuple(
        sorted(link for link in known.live if not joined.isdisjoint(known.refs.get(link, ())))
    )
