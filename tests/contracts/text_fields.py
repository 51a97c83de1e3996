"""Every text that an event can carry, by the catalogue: which hold free words, which are ids."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from protos.enishi.v1 import events_pb2
from schemas.catalogue import EventType, Field, catalogue
from schemas.generate.proto import snake_case
from tests.wire_events import wire_event


@dataclass(frozen=True)
class TextField:
    """A text field of an event type, inside a list of records if it has a ``parent``."""

    event: EventType
    parent: Field | None
    field: Field

    def __str__(self) -> str:
        """As test names and field violations spell it, without places in lists."""
        inner = f"{self.parent.name}.{self.field.name}" if self.parent else self.field.name
        return f"{snake_case(self.event.name)}.{inner}"

    @property
    def path(self) -> str:
        """The path of the value that ``carrying`` sets."""
        name = snake_case(self.event.name)
        if self.parent is not None:
            return f"{name}.{self.parent.name}[0].{self.field.name}"
        return f"{name}.{self.field.name}" + ("[0]" if self.field.is_array else "")

    @property
    def is_sealed(self) -> bool:
        """Whether the log carries it as ciphertext only."""
        return (self.parent or self.field).mark == "sealed"

    def carrying(self, text: str, record: str, **changes: Any) -> events_pb2.Event:
        """A valid event with this text in this field; ``changes`` as for ``wire_event``."""
        event = wire_event(self.event.name, record=record, **changes)
        message: Any = getattr(event, snake_case(self.event.name))
        if self.parent is not None:
            message = getattr(message, self.parent.name)[0]
        if self.field.is_array:
            getattr(message, self.field.name)[0] = text
        else:
            setattr(message, self.field.name, text)
        return event


def free_texts() -> list[TextField]:
    """Every field of free words: neither coded nor an id, an agency or a municipality."""
    return [each for each in _texts() if not each.field.is_id]


def declared_ids() -> list[TextField]:
    """Every payload field that is an id of the agency's own."""
    return [each for each in _texts() if each.field.is_id]


def _texts() -> Iterator[TextField]:
    for name in catalogue().names():
        event = catalogue().latest(name)
        for field in event.fields:
            if _is_text(field):
                yield TextField(event, None, field)
            for item in filter(_is_text, field.items):
                yield TextField(event, field, item)


def _is_text(field: Field) -> bool:
    named = field.codes or field.names_agency or field.names_municipality
    return field.element == "string" and not named
