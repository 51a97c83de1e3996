from collections.abc import Sequence

class _PartitionResponse:
    error_code: int

class _TopicResponse:
    partition_responses: list[_PartitionResponse]

class ProduceResponse:
    responses: list[_TopicResponse]

class ProduceRequest:
    class TopicProduceData:
        class PartitionProduceData:
            def __init__(self, *, index: int, records: bytes) -> None: ...

        def __init__(
            self, *, name: str, partition_data: Sequence[PartitionProduceData]
        ) -> None: ...

    def __init__(
        self,
        *,
        transactional_id: str | None,
        acks: int,
        timeout_ms: int,
        topic_data: Sequence[TopicProduceData],
        max_version: int,
    ) -> None: ...
