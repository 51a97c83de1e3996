"""Where an event names people, and the same event naming others.

The catalogue says which payload fields hold a person; the envelope and the sealed parts do too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from projections.stored_event import StoredEvent
from schemas.catalogue import Field
from schemas.codec import Body

AS_SEALED: Final = "as_sealed"
"""In a sealed part that was given to another reference: the part as it lies on the log, the only
one that opens, because the reference it was sealed for is in the additional data."""

Names = Mapping[bytes, bytes]
"""Reference → the reference to name instead; one that is not in it stays."""


def people_of(event: StoredEvent) -> set[bytes]:
    """Every reference the event names in clear, those who are not its subjects too."""
    people = set(event.envelope["person_refs"])
    people.update(_people(event.type.fields, event.body))
    people.update(part["person_ref"] for part in event.body["sealed"])
    return people


def renamed(event: StoredEvent, names: Names) -> StoredEvent:
    """The event with other names for the people in it; the same object where none of them is in
    ``names``. Nobody is named twice in one list."""
    body = event.body
    envelope = body["envelope"]
    changed = renamed_fields(event.type.fields, body, names)
    refs = _renamed_list(envelope["person_refs"], names)
    if refs is not envelope["person_refs"]:
        changed = {**changed, "envelope": {**envelope, "person_refs": refs}}
    if not names.keys().isdisjoint(part["person_ref"] for part in body["sealed"]):
        changed = {**changed, "sealed": [_renamed_part(part, names) for part in body["sealed"]]}
    return event if changed is body else event._replace(body=changed)


def renamed_fields(fields: Iterable[Field], values: Body, names: Names) -> Body:
    """These payload fields, those of a sealed part too; the same object where nothing changes."""
    changed = {}
    for field in fields:
        before = values.get(field.name)
        if before and (field.person is not None or field.items):
            after = _renamed_value(field, before, names)
            if after is not before:
                changed[field.name] = after
    return {**values, **changed} if changed else values


def _people(fields: Iterable[Field], values: Body) -> Iterator[bytes]:
    for field in fields:
        value = values.get(field.name)
        if not value:
            continue
        if field.person is not None:
            yield from value if field.is_array else (value,)
        elif field.items:
            for item in value if field.is_array else (value,):
                yield from _people(field.items, item)


def _renamed_value(field: Field, value: Any, names: Names) -> Any:
    if not field.is_array:
        return _renamed_one(field, value, names)
    if field.person is not None:
        return _renamed_list(value, names)
    items = [_renamed_one(field, item, names) for item in value]
    return items if any(new is not old for new, old in zip(items, value, strict=True)) else value


def _renamed_one(field: Field, value: Any, names: Names) -> Any:
    if field.person is not None:
        return names.get(value, value)
    return renamed_fields(field.items, value, names)


def _renamed_list(refs: list[bytes], names: Names) -> list[bytes]:
    if names.keys().isdisjoint(refs):
        return refs
    return list(dict.fromkeys(names.get(ref, ref) for ref in refs))


def _renamed_part(part: Body, names: Names) -> Body:
    name = names.get(part["person_ref"])
    if name is None:
        return part
    return {**part, "person_ref": name, AS_SEALED: part.get(AS_SEALED, part)}
