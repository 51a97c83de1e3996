"""Sealed parts, opened through a function the reader passes in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from projections.people.naming import AS_SEALED, renamed_fields
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
    without content that shows 要確認. A part that a link or a steward gave to another reference
    is opened as it was sealed, and names that reference inside too.
    """
    for part in event.body["sealed"]:
        if person is not None and part["person_ref"] != person:
            continue
        try:
            fields, altered = _open(event, part, open_part), False
        except CannotOpen:
            fields, altered = None, True
        yield Opened(part["person_ref"], part["field_code"], fields, altered)


def _open(event: StoredEvent, part: Mapping[str, Any], open_part: OpenPart) -> Body | None:
    sealed: Mapping[str, Any] | None = part.get(AS_SEALED)
    if sealed is None:
        return open_part(event, part)
    fields = open_part(event, sealed)
    if fields is None:
        return None
    return renamed_fields(event.type.fields, fields, {sealed["person_ref"]: part["person_ref"]})
