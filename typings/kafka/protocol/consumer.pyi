from collections.abc import Sequence

class _FetchedPartition:
    error_code: int
    records: bytes | None

class _FetchedTopic:
    partitions: list[_FetchedPartition]

class FetchResponse:
    responses: list[_FetchedTopic]

class FetchRequest:
    class FetchTopic:
        class FetchPartition:
            def __init__(
                self,
                *,
                partition: int,
                current_leader_epoch: int,
                fetch_offset: int,
                last_fetched_epoch: int,
                log_start_offset: int,
                partition_max_bytes: int,
            ) -> None: ...

        def __init__(self, *, topic: str, partitions: Sequence[FetchPartition]) -> None: ...

    def __init__(
        self,
        *,
        max_wait_ms: int,
        min_bytes: int,
        max_bytes: int,
        isolation_level: int,
        session_id: int,
        session_epoch: int,
        topics: Sequence[FetchTopic],
        forgotten_topics_data: Sequence[object],
        rack_id: str,
        max_version: int,
    ) -> None: ...

class _ListedPartition:
    error_code: int
    offset: int

class _ListedTopic:
    partitions: list[_ListedPartition]

class ListOffsetsResponse:
    topics: list[_ListedTopic]

class ListOffsetsRequest:
    class ListOffsetsTopic:
        class ListOffsetsPartition:
            def __init__(
                self, *, partition_index: int, current_leader_epoch: int, timestamp: int
            ) -> None: ...

        def __init__(self, *, name: str, partitions: Sequence[ListOffsetsPartition]) -> None: ...

    def __init__(
        self,
        *,
        replica_id: int,
        isolation_level: int,
        topics: Sequence[ListOffsetsTopic],
        max_version: int,
    ) -> None: ...
