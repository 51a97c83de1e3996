"""What the agencies say of one person: PersonRegistered and AttributeAsserted.

An agency's newest statement of an attribute replaces its own earlier ones. Two agencies'
statements stand side by side, each with its source: nobody here decides who is right. Where they
cannot both be true, both are marked 要確認. An address or a telephone differs in time, and an
older one is no mistake: two contradict each other only if they are said to hold from the same day
on, or neither says from when.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from projections.household.opened import Opened, OpenPart, opened_parts
from projections.household.text import event_ids, id_text
from projections.household.view import Value
from projections.identity.compatible import TIMED, comparable, compatible
from projections.stored_event import StoredEvent, by_time
from schemas.sealing import REDACTED
from schemas.times import day_of, to_days


@dataclass(frozen=True, slots=True)
class _Statement:
    """``claimed_from`` is the day the agency says the value holds from, ``valid_from`` that day
    or, where it says none, the one of the statement."""

    event: StoredEvent
    claimed_from: int | None
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
    shown = [newest[key] for key in sorted(newest)]
    return tuple(
        replace(statement.value, needs_checking=True)
        if any(_contradicts(statement, other) for other in shown)
        else statement.value
        for statement in shown
    )


def _contradicts(one: _Statement, other: _Statement) -> bool:
    """Whether two agencies state what cannot both be true. What cannot be read says nothing."""
    attribute = comparable(one.value.field)
    if one.event.agency == other.event.agency or attribute is None:
        return False
    if attribute != comparable(other.value.field) or not (_is_read(one) and _is_read(other)):
        return False
    if attribute in TIMED and one.claimed_from != other.claimed_from:
        return False
    return not compatible(attribute, one.value.value, other.value.value)


def _is_read(statement: _Statement) -> bool:
    return not statement.value.redacted and statement.value.value != ""


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
    said_on = to_days(day_of(event.envelope["occurred_at"]))
    redacted = value is None and not part.altered
    return _Statement(
        event,
        valid_from,
        said_on if valid_from is None else valid_from,
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
