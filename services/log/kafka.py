"""The Kafka log: one partition per topic, positions kept by whoever reads.

A topic's order is Kafka's, its durability that of ``replication_factor`` and
``min_insync_replicas``. Who may write or read what is the broker's business (ACLs): the driver
reports LogForbidden.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from kafka import KafkaAdminClient, OffsetSpec, TopicPartition
from kafka.errors import (
    AuthorizationError,
    RetriableError,
    UnknownTopicOrPartitionError,
    for_code,
)

from deploy.kafka.clients import open_client
from deploy.kafka.topics import Durability, create_topics
from services.log.kafka_errors import broker
from services.log.kafka_reader import KafkaReader, open_consumer
from services.log.kafka_settings import KafkaSettings
from services.log.kafka_writer import KafkaWriter, open_producer
from services.log.port import Delivered, LogForbidden, LogUnavailable

_Answer = TypeVar("_Answer")


class KafkaLog:
    """A cluster, as one principal sees it. Safe to use from several threads.

    Nothing is connected before it is needed, so that a relay can be built while Kafka is away.
    """

    def __init__(self, settings: KafkaSettings, *, stall_seconds: float = 20.0) -> None:
        """``stall_seconds``: how long anything may stand still before LogUnavailable."""
        self._settings = settings
        self._stall_seconds = stall_seconds
        self._lock = threading.RLock()
        self._admin: KafkaAdminClient | None = None

    def ensure(self, topics: Sequence[str]) -> None:
        """Create the topics that do not exist. Raises LogUnavailable, LogForbidden."""
        settings = self._settings
        durability = Durability(settings.replication_factor, settings.min_insync_replicas)
        self._administer(
            f"create {', '.join(topics)}", lambda admin: create_topics(admin, topics, durability)
        )

    def topics(self) -> list[str]:
        """The topics this principal can see, sorted. Raises LogUnavailable."""
        names = self._administer("list topics", KafkaAdminClient.list_topics)
        return sorted(name for name in names if not name.startswith("__"))

    def high_water(self, topics: Sequence[str]) -> dict[str, int]:
        """Per topic the position one behind its last record; needs DESCRIBE only.

        Raises LogUnavailable, LogForbidden.
        """
        return self._offsets(topics, OffsetSpec.LATEST)

    def tail(self, topic: str, count: int) -> list[Delivered]:
        """The last ``count`` records of the topic, oldest first.

        Raises LogUnavailable, LogForbidden.
        """
        end = self.high_water([topic])[topic]
        first = self._offsets([topic], OffsetSpec.EARLIEST)[topic]
        start = max(first, end - count)
        found: list[Delivered] = []
        if start >= end:
            return found
        reader = self.reader({topic: start})
        try:
            while not found or found[-1].offset < end - 1:
                found += reader.poll(end - start, self._stall_seconds)
        finally:
            reader.close()
        return [each for each in found if each.offset < end]

    def writer(self) -> KafkaWriter:
        """A new writer with a producer of its own. Raises LogUnavailable."""
        with broker("open a producer"):
            producer = open_producer(self._settings, self._stall_seconds)
        return KafkaWriter(producer, self._require, self._stall_seconds)

    def reader(self, positions: Mapping[str, int]) -> KafkaReader:
        """A new reader with a consumer of its own.

        Raises LogUnavailable, LogTruncated, LogForbidden.
        """
        with broker("open a consumer"):
            consumer = open_consumer(self._settings, self._stall_seconds)
        try:
            return KafkaReader(consumer, self._require, positions, self._stall_seconds)
        except BaseException:
            consumer.close(autocommit=False, timeout_ms=1000)
            raise

    def close(self) -> None:
        """Close the log's own connection; readers and writers are closed by their owners."""
        with self._lock:
            self._disconnect()

    def _offsets(self, topics: Sequence[str], spec: OffsetSpec) -> dict[str, int]:
        if not topics:
            return {}
        self._require(topics, "DESCRIBE")
        wanted = {TopicPartition(topic, 0): spec for topic in topics}
        offsets = self._administer(
            f"find the end of {', '.join(topics)}",
            lambda admin: admin.list_partition_offsets(wanted),
        )
        return {partition.topic: found.offset for partition, found in offsets.items()}

    def _require(self, topics: Sequence[str], right: str) -> None:
        """Raise LogUnavailable unless every topic is there and has a leader.

        Raises LogForbidden where the principal lacks the right (``READ``, ``WRITE``,
        ``DESCRIBE``; KIP-430): the client library hides what a broker forbids to a producer.
        """
        if not topics:
            return
        described = self._administer(
            f"describe {', '.join(topics)}", lambda admin: admin.describe_topics(topics)
        )
        for topic in described:
            codes = [topic["error_code"], *(part["error_code"] for part in topic["partitions"])]
            failure = for_code(next(filter(None, codes), 0))
            if issubclass(failure, AuthorizationError):
                raise LogForbidden(f"Kafka shows topic {topic['name']} to others only")
            if failure is UnknownTopicOrPartitionError:
                raise LogUnavailable(
                    f"topic {topic['name']} does not exist: an administrator creates it"
                )
            if any(codes):
                raise LogUnavailable(f"Kafka: topic {topic['name']}: {failure.__name__}")
            if right not in topic["authorized_operations"]:
                raise LogForbidden(f"Kafka forbids {right} on topic {topic['name']}")

    def _administer(self, doing: str, call: Callable[[KafkaAdminClient], _Answer]) -> _Answer:
        """Call it on the connection at hand; where that was lost meanwhile, on a new one."""
        with self._lock, broker(doing):
            if self._admin is not None:
                try:
                    return call(self._admin)
                except RetriableError:
                    self._disconnect()
            self._admin = self._connect()
            return call(self._admin)

    def _connect(self) -> KafkaAdminClient:
        stall_ms = int(self._stall_seconds * 1000)
        options = self._settings.client_options() | {
            "request_timeout_ms": stall_ms,
            "bootstrap_timeout_ms": stall_ms,
            "reconnect_backoff_max_ms": 1000,
        }
        return open_client(KafkaAdminClient, options)

    def _disconnect(self) -> None:
        if self._admin is not None:
            self._admin.close()
            self._admin = None
