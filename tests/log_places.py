"""Where a contract test finds a log: on either driver, from any process."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Protocol

from schemas.record import LogRecord, sorted_headers
from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.log.kafka_settings import KafkaSettings
from services.log.port import Delivered, Log, LogReader

PATIENCE = 30.0
"""Seconds after which a test gives up; when all is well it never waits that long."""


class LogPlace(Protocol):
    """Opens the same log again and again; picklable, so that another process can."""

    def open(self) -> Log:
        """The log of this place; the caller closes it."""


@dataclass(frozen=True)
class EmbeddedPlace:
    """An embedded log's file."""

    path: Path

    def open(self) -> Log:
        """The embedded log in that file."""
        return EmbeddedLog(self.path)


@dataclass(frozen=True)
class KafkaPlace:
    """A cluster, and as whom it is reached."""

    settings: KafkaSettings

    def open(self) -> Log:
        """The Kafka log of that cluster."""
        return KafkaLog(self.settings)


def record(number: int, *, value: bytes = b"", key: bytes = b"p-1") -> LogRecord:
    """A record that says which one it is, with headers as an agency's relay would set them."""
    return LogRecord(
        key,
        sorted_headers(
            [
                ("ce_type", b"ConsultationReceived"),
                ("ce_id", b"event-%d" % number),
                ("ce_sequence", b"%d" % number),
            ]
        ),
        value or b"value-%d" % number,
    )


def append_from_another_process(
    place: LogPlace, topic: str, records: Sequence[LogRecord]
) -> BaseProcess:
    """Start a process that appends these records; the caller joins it and checks its exit code."""
    process = get_context("spawn").Process(target=_append, args=(place, topic, list(records)))
    process.start()
    return process


def _append(place: LogPlace, topic: str, records: Sequence[LogRecord]) -> None:
    log = place.open()
    writer = log.writer()
    writer.append(topic, records)
    writer.close()
    log.close()


def fresh_topics(log: Log, count: int) -> list[str]:
    """That many new topics."""
    stem = uuid.uuid4().hex[:12]
    topics = [f"enishi.130001.T{stem}-{number}" for number in range(count)]
    log.ensure(topics)
    return topics


def append(log: Log, topic: str, records: list[LogRecord]) -> None:
    """Append with a writer of its own."""
    writer = log.writer()
    try:
        writer.append(topic, records)
    finally:
        writer.close()


def read(reader: LogReader, count: int, limit: int = 1000) -> list[Delivered]:
    """Poll until that many records came."""
    found: list[Delivered] = []
    while len(found) < count:
        came = reader.poll(limit, PATIENCE)
        assert came, f"{len(found)} of {count} records came"
        assert len(came) <= limit
        found += came
    return found
