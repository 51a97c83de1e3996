"""When time alone may change what follows from events: every instant they name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import cache
from typing import Any, Final

from projections.stored_event import StoredEvent
from schemas.catalogue import catalogue
from schemas.times import JST, to_micros

_INSTANT: Final = "timestamp-micros"

_Find = Callable[[Any], Iterator[int]]


def instants(event: StoredEvent) -> Iterator[int]:
    """Every instant of the envelope and of the clear fields, in microseconds.

    Found by the schema, so that no field added later is forgotten. Days are left out: they begin
    and end at midnight in Japan (``next_midnight``), and sealed fields hold no instants.
    """
    find = _finder(event.type.name, event.type.version)
    return iter(()) if find is None else find(event.body)


def next_change(event: StoredEvent, now: int) -> int | None:
    """The first moment after ``now`` (microseconds) at which a comparison with an instant of the
    event may turn out otherwise; None where all of them have passed.

    That is the instant itself where it is compared by "until", one microsecond later by "after".
    """
    return min((at if at > now else at + 1 for at in instants(event) if at >= now), default=None)


def next_midnight(now: datetime) -> int:
    """The first instant of the next day in Japan, in microseconds."""
    tomorrow = now.astimezone(JST).date() + timedelta(days=1)
    return to_micros(datetime(tomorrow.year, tomorrow.month, tomorrow.day, tzinfo=JST))


@cache
def _finder(name: str, version: int) -> _Find | None:
    return _of(catalogue().version(name, version).wire)


def _of(schema: Any) -> _Find | None:
    """What finds the instants in a value of this Avro schema; None where it holds none."""
    if isinstance(schema, list):
        found = [find for find in map(_of, schema) if find is not None]
        return _if_given(found[0]) if found else None
    if not isinstance(schema, dict):
        return None
    if schema.get("logicalType") == _INSTANT:
        return _itself
    if schema["type"] == "array":
        inner = _of(schema["items"])
        return None if inner is None else _of_each(inner)
    if schema["type"] == "record":
        fields = [(field["name"], _of(field["type"])) for field in schema["fields"]]
        found_in = [(name, find) for name, find in fields if find is not None]
        return _of_fields(found_in) if found_in else None
    return None


def _itself(value: int) -> Iterator[int]:
    yield value


def _if_given(find: _Find) -> _Find:
    """Of a union with null."""

    def found(value: Any) -> Iterator[int]:
        if value is not None:
            yield from find(value)

    return found


def _of_each(find: _Find) -> _Find:
    def found(values: Any) -> Iterator[int]:
        for value in values:
            yield from find(value)

    return found


def _of_fields(fields: list[tuple[str, _Find]]) -> _Find:
    def found(record: Any) -> Iterator[int]:
        for name, find in fields:
            yield from find(record[name])

    return found
