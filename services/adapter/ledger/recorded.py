"""What the store keeps of one accepted event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.times import from_micros


@dataclass(frozen=True, slots=True)
class RecordedEvent:
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


@dataclass(frozen=True, slots=True)
class EntityRow:
    """An entity of the own stream and one event that is a step of it."""

    entity: str
    sequence: int


@dataclass(frozen=True, slots=True)
class IdempotenceRow:
    """Rule I8: the key, the keyed MAC of the payload, and what the first receipt said."""

    key: bytes
    mac: bytes
    sequence: int
    crossed: bool


@dataclass(frozen=True, slots=True)
class PseudonymRow:
    """(source system, the producer's person id) → pseudonym; destroyed with the person's keys."""

    source_system: str
    source_person: str
    ref: bytes
