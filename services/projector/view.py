"""One view being driven: a batch of records in, facts, dead letters and positions in one commit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import structlog

from projections.sources import SIGNS_OF_LIFE
from projections.stored_event import StoredEvent
from schemas.codec import Codec, Decoded, Undecodable
from schemas.record import LogRecord, MalformedFrame
from schemas.upcast import upcast
from services.failpoint import Failpoints
from services.log.port import Delivered
from services.projector.projection import Projection
from services.views.current import current_file
from services.views.dead_letters import set_aside, write_dead_letters
from services.views.sources import Source, Sources
from services.views.view_file import ViewFile

Dropped = Callable[[], frozenset[bytes]]
"""The leaf hashes of records an operator has dropped for good."""


class View:
    """Applies records to one projection. Used by one thread."""

    def __init__(
        self,
        path: Path,
        projection: Projection,
        codec: Codec,
        failpoints: Failpoints,
        dropped: Dropped,
    ) -> None:
        self.file = ViewFile(path, projection.tables)
        self.name = path.parent.name
        self.sources = Sources(self.file.connection)
        self.sources.clear_alarms()
        self.projection = projection
        self._codec = codec
        self._failpoints = failpoints
        self._dropped = dropped
        self._log = structlog.get_logger(component="projector", view=self.name)
        projection.open(self.file.connection)

    def follow(self, topics: Sequence[str]) -> None:
        """Read these topics too."""
        for topic in topics:
            self.sources.add(topic)

    def apply(self, delivered: Sequence[Delivered]) -> int:
        """Apply a batch; returns how many records took effect or were set aside.

        Raises Fenced where another projector has taken over, sqlite3.Error where the disk failed;
        nothing of the batch is kept then.
        """
        aside: list[tuple[str, int | None, bytes, str | None, str | None, str, bytes]] = []
        effective = 0
        try:
            for topic, offset, record in delivered:
                source = self.sources.by_topic[topic]
                if source.alarm is None:
                    effective += self._one(source, offset, record, aside)
            self._failpoints.reach("projector.applied")
            with self.file.transaction() as connection:
                self.projection.write(connection)
                if aside:
                    write_dead_letters(connection, self._not_dropped(aside))
                self.sources.write()
                self._failpoints.reach("projector.written")
        except BaseException:
            self.projection.forget()
            self.sources.reload()
            raise
        self._failpoints.reach("projector.committed")
        self.projection.clear()
        return effective

    def _one(
        self,
        source: Source,
        offset: int,
        record: LogRecord,
        aside: list[tuple[str, int | None, bytes, str | None, str | None, str, bytes]],
    ) -> int:
        try:
            sequence = record.sequence
        except MalformedFrame:
            source.position = offset + 1
            source.holes += 1
            aside.append(set_aside(source.agency, None, record, "NO_SEQUENCE"))
            return 1
        if sequence <= source.sequence:
            source.position = offset + 1
            known = self.projection.value_at(source, sequence)
            if known is None or known == record.value:
                return 0
            aside.append(set_aside(source.agency, sequence, record, "SEQUENCE_REUSED"))
            return 1
        if sequence > source.sequence + 1 + source.holes:
            source.gap, source.alarm = sequence, "GAP"
            self._log.error(
                "gap: sequences are missing, the source is stopped",
                agency=source.agency,
                expected=source.sequence + 1,
                found=sequence,
            )
            return 0
        reason = self.take(source, sequence, record)
        if reason is not None:
            aside.append(set_aside(source.agency, sequence, record, reason))
        source.position = offset + 1
        source.sequence = sequence
        source.holes = 0
        return 1

    def take(self, source: Source, sequence: int, record: LogRecord) -> str | None:
        """Hand a record to the projection; the reason code where it must be set aside."""
        try:
            if not self._wanted(record):
                return None
            decoded = upcast(self._codec.decode(record.value))
        except Undecodable as error:
            return error.reason
        mismatch = _mismatch(source, record, decoded)
        if mismatch is not None:
            return mismatch
        event = StoredEvent(source.agency, sequence, decoded.type, decoded.body)
        try:
            self.projection.take(source, sequence, event, record)
        except Exception as error:  # Set aside with its kind: a projection never skips silently.
            self._log.error("record set aside", agency=source.agency, error=type(error).__name__)
            return f"PROJECTION_{type(error).__name__}"
        heard = decoded.body["envelope"]["ingested_at"]
        source.heard = max(source.heard or heard, heard)
        if decoded.type.name in SIGNS_OF_LIFE:
            source.in_step = max(source.in_step or heard, heard)
        return None

    def _wanted(self, record: LogRecord) -> bool:
        """Whether the projection takes the record at all; most are passed by undecoded."""
        interest = self.projection.interest
        if interest is None or self._codec.type_of(record.value).name in interest:
            return True
        if not self.projection.compartments:
            return False
        _, envelope = self._codec.decode_envelope(record.value)
        return envelope["compartment"] in self.projection.compartments

    def _not_dropped(
        self, aside: list[tuple[str, int | None, bytes, str | None, str | None, str, bytes]]
    ) -> list[tuple[str, int | None, bytes, str | None, str | None, str, bytes]]:
        dropped = self._dropped()
        return [row for row in aside if row[2] not in dropped]

    def stop_source(self, topic: str, alarm: str) -> None:
        """A source cannot be read on; the others can. Raises Fenced."""
        self.sources.by_topic[topic].alarm = alarm
        with self.file.transaction():
            self.sources.write()

    def in_service(self) -> bool:
        """Whether this file is still the one that readers read."""
        return current_file(self.file.path.parent.parent, self.name) == self.file.path

    def close(self) -> None:
        """Close the file."""
        self.file.close()


def _mismatch(source: Source, record: LogRecord, decoded: Decoded) -> str | None:
    """A record must say the same in its headers, its topic and its value."""
    envelope = decoded.body["envelope"]
    if envelope["agency_id"] != source.agency:
        return "FOREIGN_AGENCY"
    if envelope["event_type"] != decoded.type.name:
        return "TYPE_MISMATCH"
    return None
