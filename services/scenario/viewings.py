"""What the backbone itself wrote down about who looked, read from the log (V7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from schemas.catalogue import Field
from schemas.codec import Codec
from schemas.record import LogRecord
from schemas.times import from_micros
from schemas.topics import agency_topic
from schemas.uuids import uuid_text
from services.log.port import Log
from services.wiring.own_stream import SYSTEM_AGENCY

VIEWINGS = frozenset(
    {"RecordViewed", "DisclosureMade", "AccessDenied", "BreakGlassUsed", "BreakGlassReviewed"}
)
READ_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Viewing:
    """One viewing event: its type, its clear fields as JSON, and its record's length in bytes."""

    event: str
    fields: Mapping[str, Any]
    length: int


class Viewings:
    """The viewing events of one municipality."""

    def __init__(self, log: Log, municipality: str, codec: Codec) -> None:
        self._log = log
        self._topic = agency_topic(municipality, SYSTEM_AGENCY)
        self._codec = codec

    def end(self) -> int:
        """The position behind the last one that is on the log.

        Raises LogUnavailable, LogForbidden.
        """
        return self._log.high_water([self._topic])[self._topic]

    def since(self, position: int) -> list[Viewing]:
        """Those on the log from this position on. Raises LogUnavailable, LogForbidden."""
        left = self.end() - position
        if not left:
            return []
        found: list[Viewing] = []
        reader = self._log.reader({self._topic: position})
        try:
            while left > 0:
                delivered = reader.poll(left, READ_SECONDS)
                left -= len(delivered)
                for each in delivered:
                    found += self._viewing(each.record)
        finally:
            reader.close()
        return found

    def _viewing(self, record: LogRecord) -> list[Viewing]:
        """Nothing for what the backbone writes beside: signs of life, proposed links."""
        if self._codec.type_of(record.value).name not in VIEWINGS:
            return []
        decoded = self._codec.decode(record.value)
        shown = {
            field.name: _value(field, decoded.body[field.name])
            for field in decoded.type.fields
            if field.mark == "clear"
        }
        return [Viewing(decoded.type.name, shown, len(record.value))]


def _value(field: Field, value: Any) -> Any:
    if value is None:
        return None
    if field.is_array:
        return [_element(field, one) for one in value]
    return _element(field, value)


def _element(field: Field, value: Any) -> Any:
    if field.items:
        return {item.name: _value(item, value[item.name]) for item in field.items}
    if isinstance(value, bytes):
        return uuid_text(value)
    if isinstance(field.element, dict) and field.element.get("logicalType") == "timestamp-micros":
        return from_micros(value).isoformat()
    return value
