"""Kafka requests as a hostile client would send them: no metadata first, no driver in between."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from kafka import KafkaAdminClient
from kafka.errors import TopicAuthorizationFailedError, for_code
from kafka.protocol.consumer import FetchRequest, ListOffsetsRequest
from kafka.protocol.producer import ProduceRequest
from kafka.record.memory_records import MemoryRecordsBuilder

from deploy.kafka.clients import open_client
from services.log.kafka_settings import KafkaSettings

_NODE = 1
_LATEST = -1
_UNCOMPRESSED = 0
_NAMED_TOPICS_PRODUCE = 9
"""The last version of the request that names topics; later ones need an id from the metadata."""
_NAMED_TOPICS_FETCH = 11
_LIST_OFFSETS = 5


class Access(StrEnum):
    """What may be tried on a topic."""

    WRITE = "write"
    READ = "read"
    FIND_END = "find end"


class RawKafka:
    """One principal's connection."""

    def __init__(self, settings: KafkaSettings) -> None:
        """Connects. Raises kafka.errors.KafkaError."""
        self._client = open_client(KafkaAdminClient, settings.client_options())

    def allowed(self, access: Access, topic: str) -> bool:
        """Whether the broker does it. Any refusal other than for lack of rights is an error."""
        code = self._attempts()[access](topic)
        if code == TopicAuthorizationFailedError.errno:
            return False
        if code != 0:
            raise for_code(code)(f"{access} {topic}")
        return True

    def close(self) -> None:
        """Disconnect."""
        self._client.close()

    def _attempts(self) -> dict[Access, Callable[[str], int]]:
        return {
            Access.WRITE: self._write,
            Access.READ: self._read,
            Access.FIND_END: self._find_end,
        }

    def _write(self, topic: str) -> int:
        records = MemoryRecordsBuilder(2, _UNCOMPRESSED, 10_000)
        records.append(0, b"key", b"value", [])
        records.close()
        data = ProduceRequest.TopicProduceData
        request = ProduceRequest(
            transactional_id=None,
            acks=-1,
            timeout_ms=10_000,
            topic_data=[
                data(
                    name=topic,
                    partition_data=[data.PartitionProduceData(index=0, records=records.buffer())],
                )
            ],
            max_version=_NAMED_TOPICS_PRODUCE,
        )
        manager = self._client._manager
        response = manager.run(manager.send, request, _NODE)
        return response.responses[0].partition_responses[0].error_code

    def _read(self, topic: str) -> int:
        wanted = FetchRequest.FetchTopic
        partition = wanted.FetchPartition(
            partition=0,
            current_leader_epoch=-1,
            fetch_offset=0,
            last_fetched_epoch=-1,
            log_start_offset=-1,
            partition_max_bytes=100_000,
        )
        request = FetchRequest(
            max_wait_ms=0,
            min_bytes=0,
            max_bytes=100_000,
            isolation_level=0,
            session_id=0,
            session_epoch=-1,
            topics=[wanted(topic=topic, partitions=[partition])],
            forgotten_topics_data=[],
            rack_id="",
            max_version=_NAMED_TOPICS_FETCH,
        )
        manager = self._client._manager
        found = manager.run(manager.send, request, _NODE).responses[0].partitions[0]
        if found.error_code != 0 and found.records:
            raise AssertionError(f"{topic} was refused, and records came nevertheless")
        return found.error_code

    def _find_end(self, topic: str) -> int:
        wanted = ListOffsetsRequest.ListOffsetsTopic
        partition = wanted.ListOffsetsPartition(
            partition_index=0, current_leader_epoch=-1, timestamp=_LATEST
        )
        request = ListOffsetsRequest(
            replica_id=-1,
            isolation_level=0,
            topics=[wanted(name=topic, partitions=[partition])],
            max_version=_LIST_OFFSETS,
        )
        manager = self._client._manager
        response = manager.run(manager.send, request, _NODE)
        return response.topics[0].partitions[0].error_code
