from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from typing import TypedDict, TypeVar, overload

from kafka import OffsetSpec, TopicPartition
from kafka.errors import KafkaError
from kafka.future import Future
from kafka.protocol.consumer import (
    FetchRequest,
    FetchResponse,
    ListOffsetsRequest,
    ListOffsetsResponse,
)
from kafka.protocol.producer import ProduceRequest, ProduceResponse

_Request = TypeVar("_Request")
_Response = TypeVar("_Response")

class PartitionMetadata(TypedDict):
    error_code: int
    partition_index: int
    leader_id: int

class TopicMetadata(TypedDict):
    error_code: int
    name: str
    is_internal: bool
    authorized_operations: list[str]
    partitions: list[PartitionMetadata]

class CreatedTopic(TypedDict):
    name: str
    error_code: int
    error_message: str | None

class CreateTopicsResult(TypedDict):
    topics: list[CreatedTopic]

class ClusterDescription(TypedDict):
    controller_id: int
    cluster_id: str
    brokers: list[dict[str, object]]

class ConfigEntry(TypedDict):
    value: str | None

class OffsetAndTimestamp:
    offset: int

class ResourceType(IntEnum):
    ANY = 1
    TOPIC = 2
    GROUP = 3
    CLUSTER = 4

class ACLOperation(IntEnum):
    ANY = 1
    ALL = 2
    READ = 3
    WRITE = 4
    DESCRIBE = 8

class ACLPermissionType(IntEnum):
    ANY = 1
    DENY = 2
    ALLOW = 3

class ACLResourcePatternType(IntEnum):
    ANY = 1
    MATCH = 2
    LITERAL = 3
    PREFIXED = 4

class ResourcePatternFilter:
    resource_type: ResourceType
    resource_name: str | None
    pattern_type: ACLResourcePatternType
    def __init__(
        self,
        resource_type: ResourceType,
        resource_name: str | None,
        pattern_type: ACLResourcePatternType,
    ) -> None: ...

class ResourcePattern(ResourcePatternFilter): ...

class ACLFilter:
    principal: str | None
    host: str | None
    operation: ACLOperation
    permission_type: ACLPermissionType
    resource_pattern: ResourcePatternFilter
    def __init__(
        self,
        principal: str | None,
        host: str | None,
        operation: ACLOperation,
        permission_type: ACLPermissionType,
        resource_pattern: ResourcePatternFilter,
    ) -> None: ...
    def __hash__(self) -> int: ...

class ACL(ACLFilter): ...

class CreateAclsResult(TypedDict):
    succeeded: list[ACL]
    failed: list[type[KafkaError]]

class ConfigResourceType(IntEnum):
    TOPIC = 2
    BROKER = 4

class ConfigResource:
    def __init__(
        self,
        resource_type: ConfigResourceType,
        name: str,
        configs: Mapping[str, str] | None = None,
    ) -> None: ...

class _Manager:
    @overload
    def send(self, request: ProduceRequest, node_id: int) -> Future[ProduceResponse]: ...
    @overload
    def send(self, request: FetchRequest, node_id: int) -> Future[FetchResponse]: ...
    @overload
    def send(self, request: ListOffsetsRequest, node_id: int) -> Future[ListOffsetsResponse]: ...
    def run(
        self, call: Callable[[_Request, int], Future[_Response]], request: _Request, node_id: int
    ) -> _Response: ...

class KafkaAdminClient:
    _manager: _Manager
    def __init__(self, **configs: object) -> None: ...
    def close(self) -> None: ...
    def describe_cluster(self) -> ClusterDescription: ...
    def list_topics(self) -> list[str]: ...
    def describe_topics(self, topics: Sequence[str] | None = None) -> list[TopicMetadata]: ...
    def create_topics(
        self,
        new_topics: Mapping[str, Mapping[str, object]],
        timeout_ms: int | None = None,
        validate_only: bool = False,
        raise_errors: bool = True,
        wait_for_metadata: bool = False,
    ) -> CreateTopicsResult: ...
    def wait_for_topics(self, topic_names: Sequence[str], timeout_ms: int = 10000) -> None: ...
    def describe_configs(
        self, config_resources: Sequence[ConfigResource]
    ) -> dict[str, dict[str, dict[str, ConfigEntry]]]: ...
    def alter_configs(
        self, config_resources: Sequence[ConfigResource]
    ) -> dict[str, dict[str, str]]: ...
    def list_partition_offsets(
        self,
        topic_partition_specs: Mapping[TopicPartition, OffsetSpec],
        *,
        timeout_ms: int | None = None,
    ) -> dict[TopicPartition, OffsetAndTimestamp]: ...
    def describe_acls(self, acl_filter: ACLFilter) -> tuple[list[ACL], type[KafkaError]]: ...
    def create_acls(self, acls: Sequence[ACL]) -> CreateAclsResult: ...
    def delete_acls(
        self, acl_filters: Sequence[ACLFilter]
    ) -> list[tuple[ACLFilter, list[ACL], type[KafkaError]]]: ...
