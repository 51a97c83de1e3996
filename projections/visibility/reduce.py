"""What is left of an event for a reader: the fields of the persons it may be shown of."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from projections.household.members import DEPARTURES
from projections.stored_event import StoredEvent
from schemas.catalogue import Field
from schemas.codes import code_list

May = Callable[[bytes, str], bool]
"""Whether this field code of this person may be shown."""

_PARTS = (
    "PersonRegistered",
    "AssessmentCompleted",
    "InformationProvided",
)
"""Types that still say something when nothing is left of them but sealed parts."""

_MEMBERSHIPS = ("HouseholdFormed", "MemberJoined")
HOUSEHOLD = "HOUSEHOLD"


def codes_of(event: StoredEvent) -> frozenset[str]:
    """Every field code that occurs in the event."""
    return frozenset(_clear_codes(event)) | {part["field_code"] for part in event.body["sealed"]}


def persons_of(event: StoredEvent, subjects: Iterable[bytes]) -> frozenset[bytes]:
    """Every person some part of the event is about."""
    return frozenset(subjects) | {part["person_ref"] for part in event.body["sealed"]}


def reduced(event: StoredEvent, subjects: Sequence[bytes], may: May) -> StoredEvent | None:
    """The event with everything taken out that may not be shown; None where nothing is left.

    A field about nobody in particular is about all the event's subjects, so all must be covered.
    """
    if event.name in _MEMBERSHIPS:
        return _membership(event, may)
    if event.name in DEPARTURES:
        return _departure(event, may)
    if event.name == "AttributeAsserted":
        return _assertion(event, may)
    body = dict(event.body)
    # Elsewhere, that somebody is named says nothing without what is said of all of them.
    in_parts = event.name in _PARTS
    kept = 0
    for field, code in _clear_fields(event):
        value, shown = _clear(field, code, event.body[field.name], subjects, may)
        body[field.name] = value
        kept += shown and (in_parts or not _names_people(field))
    body["sealed"] = [part for part in event.body["sealed"] if _part(event, part, subjects, may)]
    if not kept and not (body["sealed"] and in_parts):
        return None
    codes = codes_of(event)
    envelope = dict(event.envelope)
    envelope["person_refs"] = [
        person
        for person in event.envelope["person_refs"]
        if any(may(person, code) for code in codes)
    ]
    body["envelope"] = envelope
    return event._replace(body=body)


def unnamed(household_id: bytes, person: bytes) -> bytes:
    """Stands for a member who may not be named, within one household."""
    return hashlib.blake2b(b"unnamed" + household_id + person, digest_size=16).digest()


def _clear_fields(event: StoredEvent) -> Iterator[tuple[Field, str]]:
    """The clear fields with their codes; one that only describes a sealed value has its code."""
    described = _described(event)
    for field in event.type.fields:
        if field.mark == "clear":
            yield field, described or field.field_code


def _described(event: StoredEvent) -> str | None:
    for field in event.type.fields:
        if field.mark == "sealed" and field.by is not None and not field.items:
            attribute: str = event.body[field.by]
            return code_list("attribute").more(attribute, "field_code") or "IDENTITY"
    return None


def _clear_codes(event: StoredEvent) -> Iterator[str]:
    for _, code in _clear_fields(event):
        yield code


def _names_people(field: Field) -> bool:
    return field.person == "subject" or any(item.person is not None for item in field.items)


def _clear(
    field: Field, code: str, value: Any, subjects: Sequence[bytes], may: May
) -> tuple[Any, bool]:
    """The value as it may be shown, and whether any of it may."""
    owner = next((item.name for item in field.items if item.person is not None), None)
    if owner is not None and value is not None:
        entries = [entry for entry in value if may(entry[owner], code)]
        return entries, bool(entries)
    if field.person == "subject" and isinstance(value, bytes):
        shown = may(value, code)
    else:
        shown = bool(subjects) and all(may(person, code) for person in subjects)
    if shown:
        return value, True
    return ([] if field.is_array else None), False


def _part(event: StoredEvent, part: Any, subjects: Sequence[bytes], may: May) -> bool:
    """A narrative is sealed for the first subject and yet about all of them."""
    code = part["field_code"]
    first = event.envelope["person_refs"][:1]
    if [part["person_ref"]] == first and code in _of_nobody(event):
        return bool(subjects) and all(may(person, code) for person in subjects)
    return may(part["person_ref"], code)


def _of_nobody(event: StoredEvent) -> frozenset[str]:
    return frozenset(
        field.field_code
        for field in event.type.fields
        if field.mark == "sealed" and field.by is None
    )


def movers(event: StoredEvent) -> list[bytes]:
    """Who leaves by a departure statement; by a move without names, everyone it is about."""
    if event.name == "MemberLeft":
        return [event.body["person"]]
    named: list[bytes] = event.body["moving" if event.name == "HouseholdSplit" else "members"]
    return named or list(event.envelope["person_refs"])


def _assertion(event: StoredEvent, may: May) -> StoredEvent | None:
    """One value of one person: all of it goes by that value's field code.

    A sealed part of anybody else goes by their own: the record may come from a foreign hand."""
    code = _described(event) or ""
    if not may(event.body["person"], code):
        return None
    parts = [part for part in event.body["sealed"] if may(part["person_ref"], part["field_code"])]
    return _about_the_seen(event, {"sealed": parts}, lambda person, _: may(person, code))


def _membership(event: StoredEvent, may: May) -> StoredEvent | None:
    """世帯員（未同意）: where somebody in the statement may be shown, the others stand in it
    without a name (V3)."""
    body = event.body
    household: bytes = body["household_id"]
    if event.name == "MemberJoined":
        return _about_the_seen(event, {}, may) if may(body["person"], HOUSEHOLD) else None
    members = body["members"]
    shown = [may(member["person"], HOUSEHOLD) for member in members]
    if not any(shown):
        return None
    named = [
        member
        if allowed
        else {**member, "person": unnamed(household, member["person"]), "relationship": None}
        for member, allowed in zip(members, shown, strict=True)
    ]
    return _about_the_seen(event, {"members": named}, may)


def _departure(event: StoredEvent, may: May) -> StoredEvent | None:
    """A departure is told where everyone who left may be shown; who stayed need not be named."""
    leaving = movers(event)
    if not leaving or not all(may(person, HOUSEHOLD) for person in leaving):
        return None
    if event.name != "HouseholdSplit":
        return _about_the_seen(event, {}, may)
    household: bytes = event.body["household_id"]
    remaining = [
        person if may(person, HOUSEHOLD) else unnamed(household, person)
        for person in event.body["remaining"]
    ]
    return _about_the_seen(event, {"remaining": remaining}, may)


def _about_the_seen(event: StoredEvent, changed: dict[str, Any], may: May) -> StoredEvent:
    envelope = dict(event.envelope)
    envelope["person_refs"] = [
        person for person in event.envelope["person_refs"] if may(person, HOUSEHOLD)
    ]
    return event._replace(body={**event.body, **changed, "envelope": envelope})
