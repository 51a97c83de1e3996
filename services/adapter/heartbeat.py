"""The adapter's own sign of life, by which everyone else knows 同期遅延 from silence."""

from __future__ import annotations

from datetime import datetime

from google.protobuf.timestamp_pb2 import Timestamp

from protos.enishi.v1 import common_pb2, events_pb2
from schemas.codes import agency_code, code_list
from schemas.times import to_micros
from services.caller import Caller

SYSTEM = "enishi-adapter"


def heartbeat(owner: Caller, last_sequence: int, now: datetime) -> events_pb2.Event:
    """A SourceHeartbeat of this adapter, to be recorded like any other event."""
    code = agency_code(owner.agency_id)
    at = Timestamp()
    at.FromDatetime(now)
    at.nanos -= at.nanos % 1000
    return events_pb2.Event(
        envelope=common_pb2.Envelope(
            municipality_code=owner.municipality,
            agency_id=owner.agency_id,
            source_system_id=SYSTEM,
            source_record_id=f"heartbeat-{to_micros(now)}",
            source_revision=1,
            actor_id=SYSTEM,
            actor_role=code if code in code_list("role") else "MEMBER",
            occurred_at=at,
            occurred_precision=common_pb2.INSTANT,
            recorded_at=at,
            legal_basis=common_pb2.LEGAL_BASIS_NONE,
            compartment=common_pb2.COMPARTMENT_NONE,
        ),
        source_heartbeat=events_pb2.SourceHeartbeat(last_seq=last_sequence),
    )
