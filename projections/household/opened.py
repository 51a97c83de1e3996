"""Sealed parts, opened through a function the reader passes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from projections.stored_event import StoredEvent
from schemas.codec import Body
from schemas.sealing import CannotOpen

OpenPart = Callable[[StoredEvent, Mapping[str, Any]], Body | None]
"""The fields of one sealed part of an event, or None where its key is gone.

Raises CannotOpen where the ciphertext was altered or moved.
"""


@dataclass(frozen=True, slots=True)
class Opened:
    """A part as read: ``fields`` is None where it was redacted or, if ``altered``, not genuine."""

    person_ref: bytes
    field_code: str
    fields: Body | None
    altered: bool


def opened_parts(
    event: StoredEvent, open_part: OpenPart, person: bytes | None = None
) -> Iterator[Opened]:
    """The sealed parts of the event, all or those of one person, in the order of their sealing.

    One altered part must not take the household's view away from everyone, so it becomes a value
    without content that shows 要確認.
    """
    for part in event.body["sealed"]:
        if person is not None and part["person_ref"] != person:
            continue
        try:
            fields, altered = open_part(event, part), False
        except CannotOpen:
            fields, altered = None, True
        yield Opened(part["person_ref"], part["field_code"], fields, altered)
