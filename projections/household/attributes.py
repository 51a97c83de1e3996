"""What the agencies say of one person: PersonRegistered and AttributeAsserted.

An agency's newest statement of an attribute replaces its own earlier ones. Two agencies'
statements stand side by side, each with its source: nobody here decides who is right.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from projections.household.opened import Opened, OpenPart, opened_parts
from projections.household.text import event_ids, id_text
from projections.household.view import Value
from projections.stored_event import StoredEvent, by_time
from schemas.sealing import REDACTED
from schemas.times import day_of, to_days


@dataclass(frozen=True, slots=True)
class _Statement:
    event: StoredEvent
    valid_from: int
    value: Value


def attributes(
    person: bytes, events: Iterable[StoredEvent], open_part: OpenPart, today: int
) -> tuple[Value, ...]:
    """The attributes of a person from effective events; ``today`` in days: what holds from a
    later day on is not shown yet. Ordered by attribute and agency."""
    newest: dict[tuple[str, str], _Statement] = {}
    for event in events:
        for statement in _statements(person, event, open_part):
            key = (statement.value.field, event.agency)
            before = newest.get(key)
            if statement.valid_from <= today and (
                before is None or _order(statement) > _order(before)
            ):
                newest[key] = statement
    return tuple(newest[key].value for key in sorted(newest))


def _order(statement: _Statement) -> tuple[int, int, int, bytes, str]:
    return statement.valid_from, *by_time(statement.event), statement.value.value


def _statements(person: bytes, event: StoredEvent, open_part: OpenPart) -> Iterator[_Statement]:
    if event.name not in ("PersonRegistered", "AttributeAsserted"):
        return
    for part in opened_parts(event, open_part, person):
        if event.name == "PersonRegistered":
            yield from _registered(event, part)
        else:
            yield _asserted(event, part)


def _registered(event: StoredEvent, part: Opened) -> Iterator[_Statement]:
    if part.fields is None:
        yield _statement(event, part, part.field_code, None, None)
        return
    for item in part.fields["attributes"]:
        field = _field(item["attribute"], item["name_type"])
        yield _statement(event, part, field, item["value"], item["valid_from"])


def _asserted(event: StoredEvent, part: Opened) -> _Statement:
    body = event.body
    field = _field(body["attribute"], body["name_type"])
    value = None if part.fields is None else part.fields["value"]
    return _statement(event, part, field, value, body["valid_from"])


def _field(attribute: str, name_type: str | None) -> str:
    """``NAME``, or ``NAME/ALIAS`` for a name of another type than the legal one (I2)."""
    return f"{attribute}/{name_type}" if name_type not in (None, "LEGAL_KANJI") else attribute


def _statement(
    event: StoredEvent, part: Opened, field: str, value: str | None, valid_from: int | None
) -> _Statement:
    if valid_from is None:
        valid_from = to_days(day_of(event.envelope["occurred_at"]))
    redacted = value is None and not part.altered
    return _Statement(
        event,
        valid_from,
        Value(
            field,
            REDACTED if redacted else value or "",
            event.agency,
            event_ids([event]),
            redacted,
            part.altered,
            id_text(part.person_ref),
        ),
    )
