"""Maps accepted events to stored rows: Avro bytes as they are, catalogue labels as topics.

A ``Transcoder`` cannot see the topic and would store Python paths; a renamed module must not make
an old row unreadable.
"""

from __future__ import annotations

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from schemas.codec import Codec
from schemas.record import parse_leaf
from services.adapter.ledger.recorded import RecordedEvent


class FrameMapper(Mapper[str]):
    """The library's mapper for frames."""

    def __init__(self, codec: Codec) -> None:
        super().__init__(JSONTranscoder())
        self._codec = codec

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """The row of an accepted event. Raises TypeError for any other kind of event."""
        if not isinstance(domain_event, RecordedEvent):
            raise TypeError("the ledger stores accepted events only")
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.label,
            domain_event.frame,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> DomainEventProtocol[str]:
        """The accepted event of a row."""
        _, envelope = self._codec.decode_envelope(parse_leaf(stored_event.state).value)
        return RecordedEvent(
            str(stored_event.originator_id),
            stored_event.originator_version,
            stored_event.topic,
            stored_event.state,
            envelope["ingested_at"],
        )
