"""The ledger of one agency, an ``eventsourcing`` application over its own SQLite file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from eventsourcing.application import Application
from eventsourcing.persistence import ApplicationRecorder, Mapper

from schemas.codec import Codec
from services.adapter.ledger.mapper import FrameMapper
from services.adapter.ledger.recorded import (
    EntityRow,
    IdempotenceRow,
    PseudonymRow,
    RecordedEvent,
)
from services.adapter.ledger.recorder import LedgerDatastore, LedgerRecorder

FILE = "ledger.db"


class Ledger(Application[str]):
    """Accepted events in the order of their sequence (the notification log)."""

    log_section_size = 1000

    def __init__(self, folder: Path, codec: Codec) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._codec = codec
        self._datastore = LedgerDatastore(str(folder / FILE))
        self._recorder = LedgerRecorder(self._datastore, folder / FILE)
        super().__init__({"PERSISTENCE_MODULE": "eventsourcing.popo"})

    def construct_mapper(self) -> Mapper[str]:
        """Frames as they are."""
        return FrameMapper(self._codec)

    def construct_recorder(self) -> ApplicationRecorder:
        """The durable recorder."""
        return self._recorder

    def last_sequence(self) -> int:
        """The highest sequence accepted, 0 for an empty ledger."""
        return self._recorder.max_notification_id()

    def store(
        self,
        first: int,
        events: Sequence[RecordedEvent],
        entities: Sequence[EntityRow],
        keys: Sequence[IdempotenceRow],
        pseudonyms: Sequence[PseudonymRow],
    ) -> None:
        """Make a batch durable in one transaction.

        Raises eventsourcing.persistence.PersistenceError where nothing was stored (disk full,
        another writer).
        """
        self.events.put(events, first=first, entities=entities, keys=keys, pseudonyms=pseudonyms)

    def frame_at(self, sequence: int) -> bytes:
        """The canonical leaf bytes of an accepted event."""
        return self._recorder.select_notifications(sequence, 1)[0].state

    def frames_of(self, entity: str) -> list[tuple[int, bytes]]:
        """(sequence, frame) of every event that is a step of an entity, oldest first."""
        return self._recorder.frames_of(entity)

    def frames_from(self, sequence: int, limit: int) -> list[tuple[int, bytes]]:
        """Up to ``limit`` (sequence, frame) from ``sequence`` on, for the relay."""
        return self._recorder.frames_from(sequence, limit)

    def recorded_in(self, slot: bytes) -> list[IdempotenceRow]:
        """Everything recorded of one source record, in any revision; oldest first."""
        return self._recorder.recorded_in(slot)

    def end_lookups(self) -> None:
        """What is looked up from here on sees what has been stored meanwhile."""
        self._recorder.end_lookups()

    def pseudonym_of(self, source_system: str, source_person: str) -> bytes | None:
        """The pseudonym of a producer's person id, or None."""
        return self._recorder.pseudonym_of(source_system, source_person)

    def close(self) -> None:
        """Close the store's connections."""
        super().close()
        self._recorder.close()
        self._datastore.close()
