"""What became of one sent event."""

from __future__ import annotations

from typing import NamedTuple

from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import adapter_pb2
from schemas.uuids import uuid_text


class Accepted(NamedTuple):
    """The event is stored and will be on the log."""

    event_id: bytes
    sequence: int
    leaf_hash: bytes
    case_id: bytes | None
    named: dict[str, bytes]
    ingested_at: int
    duplicate: bool = False
    conflict: bool = False
    crossed: bool = False

    def receipt(self) -> adapter_pb2.Receipt:
        """The receipt on the wire."""
        seconds, micros = divmod(self.ingested_at, 1_000_000)
        return adapter_pb2.Receipt(
            event_id=uuid_text(self.event_id),
            sequence=self.sequence,
            leaf_hash=self.leaf_hash,
            case_id=uuid_text(self.case_id) if self.case_id else "",
            persons=[
                adapter_pb2.PersonReference(source_person_id=source, person_ref=uuid_text(ref))
                for source, ref in self.named.items()
            ],
            duplicate=self.duplicate,
            conflict=self.conflict,
            crossed=self.crossed,
            ingested_at=Timestamp(seconds=seconds, nanos=micros * 1000),
        )
