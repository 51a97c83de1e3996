"""What the store keeps of one accepted event. Tuples: five are built for every event."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from schemas.times import from_micros


class RecordedEvent(NamedTuple):
    """An accepted event as a domain event of the ``eventsourcing`` library.

    ``frame`` is the canonical leaf bytes: encoded once, hashed, stored, relayed as they are.
    ``originator_version`` is the agency's sequence: one writer, so every event is the next.
    """

    originator_id: str
    originator_version: int
    label: str
    frame: bytes
    ingested_at: int

    @property
    def timestamp(self) -> datetime:
        """When the adapter took it in."""
        return from_micros(self.ingested_at)


class EntityRow(NamedTuple):
    """An entity of the own stream and one event that is a step of it."""

    entity: str
    sequence: int


class IdempotenceRow(NamedTuple):
    """Rule I8: the key, the keyed MAC of the payload, and what the first receipt said."""

    key: bytes
    mac: bytes
    sequence: int
    crossed: bool


class PseudonymRow(NamedTuple):
    """(source system, the producer's person id) → pseudonym; destroyed with the person's keys."""

    source_system: str
    source_person: str
    ref: bytes
