"""From the computed view to its protobuf message, field by field of the same name."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any
from uuid import UUID

from google.protobuf.message import Message
from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import query_pb2
from services.clock import Clock
from services.query.households import Reading
from services.query.people import Found


def household_message(reading: Reading, clock: Clock) -> query_pb2.Household:
    """The answer of Get and Watch."""
    message = query_pb2.Household()
    view = reading.household.view
    if view is None:
        return message
    for part in fields(view):
        if part.name != "as_of":
            _set(message, part.name, getattr(view, part.name))
    stamp = Timestamp()
    stamp.FromDatetime(clock.now())
    message.as_of.CopyFrom(stamp)
    message.sharing_closed = reading.sharing_closed
    if reading.set_aside:
        message.needs_checking.append("SET_ASIDE")
    message.stale_sources.extend(
        query_pb2.StaleSource(agency_id=stale.agency_id, since=stale.since.isoformat())
        for stale in reading.stale
    )
    return message


def found_message(found: Found) -> query_pb2.FoundPerson:
    """One line of a search's answer."""
    return query_pb2.FoundPerson(
        person_ref=str(UUID(bytes=found.person)),
        household_ids=found.households,
        name=" / ".join(dict.fromkeys(name.value for name in found.names)),
    )


def fill(message: Message, source: Any) -> None:
    """Every field of a dataclass into the message's field of the same name."""
    for part in fields(source):
        _set(message, part.name, getattr(source, part.name))


def _set(message: Message, name: str, value: Any) -> None:
    if value is None:
        return
    if is_dataclass(value):
        fill(getattr(message, name), value)
    elif isinstance(value, tuple):
        for item in value:
            if is_dataclass(item):
                fill(getattr(message, name).add(), item)
            else:
                getattr(message, name).append(item)
    else:
        setattr(message, name, value)
