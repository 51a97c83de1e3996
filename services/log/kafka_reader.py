"""Reading Kafka from positions the reader's owner keeps: assign and seek, never a group.

Source: KIP-320 (truncation is detected), KIP-392; ``auto_offset_reset=none`` makes a position
the log does not hold an error instead of a jump.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from kafka import KafkaConsumer, TopicPartition
from kafka.consumer.fetcher import ConsumerRecord
from kafka.errors import (
    AuthorizationError,
    KafkaError,
    LogTruncationError,
    OffsetOutOfRangeError,
    RetriableError,
)

from deploy.kafka.clients import open_client
from deploy.kafka.server_properties import MAX_BATCH_BYTES
from schemas.record import LogRecord
from services.log.kafka_errors import broker
from services.log.kafka_settings import KafkaSettings
from services.log.port import (
    Delivered,
    LogDamaged,
    LogForbidden,
    LogTruncated,
    LogUnavailable,
)

_FETCH_BYTES = 16 * 1024 * 1024


def open_consumer(settings: KafkaSettings, stall_seconds: float) -> KafkaConsumer:
    """A consumer of nothing yet. Raises kafka.errors.KafkaError, OSError."""
    stall_ms = int(stall_seconds * 1000)
    options = settings.client_options() | {
        "auto_offset_reset": "none",
        "enable_auto_commit": False,
        "allow_auto_create_topics": False,
        "check_crcs": True,
        "max_partition_fetch_bytes": MAX_BATCH_BYTES,
        "fetch_max_bytes": _FETCH_BYTES,
        "fetch_max_wait_ms": min(500, stall_ms // 4),
        "request_timeout_ms": stall_ms,
        "bootstrap_timeout_ms": stall_ms,
        "reconnect_backoff_max_ms": 1000,
        "metrics_enabled": False,
    }
    return open_client(KafkaConsumer, options)


class KafkaReader:
    """One consumer and a position per topic; used by one thread."""

    def __init__(
        self,
        consumer: KafkaConsumer,
        require: Callable[[Sequence[str], str], None],
        positions: Mapping[str, int],
        stall_seconds: float,
    ) -> None:
        """As ``assign``, and raises what it raises.

        ``require`` raises LogUnavailable or LogForbidden for a topic that is not there or
        a right that is missing.
        """
        self._consumer = consumer
        self._require = require
        self._stall_seconds = stall_seconds
        self._positions: dict[str, int] = {}
        self._silent_since = time.monotonic()
        self._usable = True
        self.assign(positions)

    def assign(self, positions: Mapping[str, int]) -> None:
        """Read these topics from these positions from now on.

        Raises LogUnavailable (also for an unknown topic), LogTruncated, LogForbidden.
        """
        self._refuse_closed()
        self._require(list(positions), "READ")
        self._refuse_unheld(positions)
        partitions = [TopicPartition(topic, 0) for topic in positions]
        with broker("assign topics"):
            self._consumer.assign(partitions)
            for partition in partitions:
                self._consumer.seek(partition, positions[partition.topic])
        self._positions = dict(positions)
        self._silent_since = time.monotonic()

    def poll(self, limit: int, timeout: float) -> list[Delivered]:
        """Up to ``limit`` records, waiting at most ``timeout`` seconds for the first one.

        Raises LogUnavailable, also where records exist but none came for the stall time;
        LogTruncated, LogDamaged, LogForbidden. The reader then refuses further work.
        """
        self._refuse_closed()
        try:
            return self._poll(limit, timeout)
        except (LogUnavailable, LogForbidden):
            self.close()
            raise

    def close(self) -> None:
        """Close the consumer; a second call does nothing."""
        if self._usable:
            self._usable = False
            self._consumer.close(autocommit=False, timeout_ms=1000)

    def _poll(self, limit: int, timeout: float) -> list[Delivered]:
        deadline = time.monotonic() + timeout
        while True:
            now = time.monotonic()
            patience = max(0.0, min(deadline, self._silent_since + self._stall_seconds) - now)
            if found := self._fetch(limit, patience):
                return found
            if time.monotonic() - self._silent_since >= self._stall_seconds:
                if self._behind() and (found := self._fetch(limit, self._stall_seconds)):
                    return found
                if self._behind():
                    raise LogUnavailable(
                        f"Kafka: records exist, none came for {self._stall_seconds:g} seconds"
                    )
                self._silent_since = time.monotonic()
            if time.monotonic() >= deadline:
                return []

    def _fetch(self, limit: int, timeout: float) -> list[Delivered]:
        with broker(f"read {', '.join(self._positions)}"):
            try:
                fetched = self._consumer.poll(timeout_ms=timeout * 1000, max_records=limit)
            except (OffsetOutOfRangeError, LogTruncationError):
                self._refuse_unheld(self._positions)
                raise
            except (AuthorizationError, RetriableError):
                raise
            except (KafkaError, RuntimeError) as error:
                # RuntimeError is what the lz4 library raises for bytes that it cannot expand.
                raise self._damaged(error) from error
        found: list[Delivered] = []
        for partition, records in fetched.items():
            topic = partition.topic
            found += [Delivered(topic, each.offset, _record(each)) for each in records]
            self._positions[topic] = records[-1].offset + 1
        if found:
            self._silent_since = time.monotonic()
        return found

    def _behind(self) -> bool:
        """Whether a topic holds more than was read. Raises where the log lost what was read."""
        ends = self._refuse_unheld(self._positions)
        return any(ends[topic] > position for topic, position in self._positions.items())

    def _refuse_unheld(self, positions: Mapping[str, int]) -> dict[str, int]:
        """Raise LogTruncated for the first position the log does not hold, else the ends."""
        partitions = [TopicPartition(topic, 0) for topic in positions]
        patience = self._stall_seconds * 1000
        with broker("find the ends of topics"):
            firsts = self._consumer.beginning_offsets(partitions, timeout_ms=patience)
            ends = self._consumer.end_offsets(partitions, timeout_ms=patience)
        for partition in partitions:
            topic, position = partition.topic, positions[partition.topic]
            if not firsts[partition] <= position <= ends[partition]:
                raise LogTruncated(topic, position, firsts[partition], ends[partition])
        return {partition.topic: end for partition, end in ends.items()}

    def _damaged(self, error: Exception) -> LogUnavailable:
        """Name the topic whose bytes kafka-python was taking apart when it failed."""
        reading = self._consumer._fetcher._next_partition_records
        if reading is None:
            return LogUnavailable(f"Kafka: read {', '.join(self._positions)}: {error}")
        topic = reading.topic_partition.topic
        return LogDamaged(topic, self._positions[topic], str(error))

    def _refuse_closed(self) -> None:
        if not self._usable:
            raise LogUnavailable("this Kafka reader is closed: open another")


def _record(fetched: ConsumerRecord) -> LogRecord:
    """As it was appended: headers in canonical order, and empty bytes where Kafka has null."""
    headers = sorted((name, value or b"") for name, value in fetched.headers)
    return LogRecord(fetched.key or b"", tuple(headers), fetched.value or b"")
