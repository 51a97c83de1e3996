"""Frames an encoded event as a log record with CloudEvents headers (Kafka binding, binary mode)."""

from __future__ import annotations

from typing import Any

from schemas.catalogue import EventType
from schemas.record import LogRecord, MalformedFrame
from schemas.times import from_micros
from schemas.topics import source_urn
from schemas.uuids import uuid_text

CONFLICT_HEADER = "ce_conflictswith"
CONTENT_TYPE = b"application/vnd.apache.avro+single-object"


def frame_event(
    event: EventType,
    envelope: dict[str, Any],
    value: bytes,
    sequence: int,
    conflicts_with: int | None = None,
) -> LogRecord:
    """The record of one event; headers in canonical order, so that its leaf hash is settled.

    ``conflicts_with`` is the sequence of the record that first used the same source key and
    revision with another payload (I8).
    """
    event_id = uuid_text(envelope["event_id"]).encode()
    case = envelope["case_id"]
    subject = uuid_text(case).encode() if case else b""
    source = source_urn(envelope["municipality_code"], envelope["agency_id"])
    headers = [
        ("ce_id", event_id),
        ("ce_sequence", str(sequence).encode()),
        ("ce_source", source.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_time", from_micros(envelope["occurred_at"]).isoformat().encode()),
        ("ce_type", event.label.encode()),
        ("content-type", CONTENT_TYPE),
    ]
    if subject:
        headers.insert(4, ("ce_subject", subject))
    if envelope["correlation_id"]:
        headers.insert(0, ("ce_correlationid", uuid_text(envelope["correlation_id"]).encode()))
    if conflicts_with is not None:
        headers.insert(0, (CONFLICT_HEADER, str(conflicts_with).encode()))
    if envelope["causation_id"]:
        headers.insert(0, ("ce_causationid", uuid_text(envelope["causation_id"]).encode()))
    return LogRecord(subject or event_id, tuple(headers), value)


def conflicts_with(record: LogRecord) -> int | None:
    """The earlier sequence that this record is in conflict with (I8), or None.

    Raises MalformedFrame where the header is not the number of an earlier record.
    """
    raw = record.header(CONFLICT_HEADER)
    if raw is None:
        return None
    if not raw.isdigit() or len(raw) > 18 or not 0 < int(raw) < record.sequence:
        raise MalformedFrame("header ce_conflictswith is not the number of an earlier record")
    return int(raw)
