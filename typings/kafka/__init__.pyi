"""What this project uses of kafka-python 3; the package ships no types."""

from collections.abc import Sequence
from typing import NamedTuple

from kafka.admin import KafkaAdminClient as KafkaAdminClient
from kafka.consumer.fetcher import ConsumerRecord
from kafka.producer.future import FutureRecordMetadata

class TopicPartition(NamedTuple):
    topic: str
    partition: int

class OffsetSpec:
    LATEST: OffsetSpec
    EARLIEST: OffsetSpec

class _Sender:
    def force_close(self) -> None: ...
    def join(self, timeout: float | None = None) -> None: ...

class KafkaProducer:
    _sender: _Sender
    def __init__(self, **configs: object) -> None: ...
    def send(
        self,
        topic: str,
        value: bytes | None = None,
        key: bytes | None = None,
        headers: list[tuple[str, bytes]] | None = None,
        partition: int | None = None,
        timestamp_ms: int | None = None,
    ) -> FutureRecordMetadata: ...
    def flush(self, timeout: float | None = None) -> None: ...
    def close(self, timeout: float | None = None) -> None: ...

class _PartitionRecords:
    topic_partition: TopicPartition

class _Fetcher:
    _next_partition_records: _PartitionRecords | None

class KafkaConsumer:
    _fetcher: _Fetcher
    def __init__(self, *topics: str, **configs: object) -> None: ...
    def assign(self, partitions: Sequence[TopicPartition]) -> None: ...
    def seek(self, partition: TopicPartition, offset: int) -> None: ...
    def poll(
        self, timeout_ms: float = 0, max_records: int | None = None
    ) -> dict[TopicPartition, list[ConsumerRecord]]: ...
    def position(
        self, partition: TopicPartition, timeout_ms: float | None = None
    ) -> int | None: ...
    def beginning_offsets(
        self, partitions: Sequence[TopicPartition], timeout_ms: float | None = None
    ) -> dict[TopicPartition, int]: ...
    def end_offsets(
        self, partitions: Sequence[TopicPartition], timeout_ms: float | None = None
    ) -> dict[TopicPartition, int]: ...
    def close(self, autocommit: bool = True, timeout_ms: float | None = None) -> None: ...
