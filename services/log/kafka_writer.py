"""Appending to Kafka with an idempotent producer, a chunk at a time.

A chunk is one Kafka batch: all of it arrives or nothing, and the next is not sent before this one
is acknowledged. kafka-python keeps one batch per partition in flight anyway, and after a failed
batch it would go on with the following ones under a new epoch, which would break the order.

Source: KIP-98 and KIP-360 (idempotent producer), KIP-91 (delivery timeout).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kafka import KafkaProducer
from kafka.errors import KafkaTimeoutError

from deploy.kafka.clients import open_client
from deploy.kafka.server_properties import MAX_BATCH_BYTES
from schemas.record import LogRecord, parse_leaf
from services.log.kafka_errors import broker
from services.log.kafka_settings import KafkaSettings
from services.log.port import MAX_RECORD_BYTES, LogForbidden, LogUnavailable
from services.log.record_limits import leaf_size, refuse_unfit, refuse_unfit_leaves

_CHUNK_BYTES = MAX_RECORD_BYTES
_CLOSE_SECONDS = 1.0


def open_producer(settings: KafkaSettings, stall_seconds: float) -> KafkaProducer:
    """A producer that gives a batch up after ``stall_seconds``.

    Raises kafka.errors.KafkaError, OSError.
    """
    stall_ms = int(stall_seconds * 1000)
    options = settings.client_options() | {
        "acks": "all",
        "enable_idempotence": True,
        "compression_type": "lz4",
        "allow_auto_create_topics": False,
        "batch_size": MAX_BATCH_BYTES,
        "max_request_size": MAX_BATCH_BYTES,
        # The flush at a chunk's end sends it; nothing else may cut it in two.
        "linger_ms": stall_ms // 2,
        "request_timeout_ms": stall_ms // 2,
        "delivery_timeout_ms": stall_ms,
        "max_block_ms": stall_ms,
        "bootstrap_timeout_ms": stall_ms,
        "reconnect_backoff_max_ms": 1000,
        "metrics_enabled": False,
    }
    return open_client(KafkaProducer, options)


class KafkaWriter:
    """One producer; used by one thread."""

    def __init__(
        self,
        producer: KafkaProducer,
        require: Callable[[Sequence[str], str], None],
        stall_seconds: float,
    ) -> None:
        """``require`` raises LogUnavailable or LogForbidden for a topic that is not there."""
        self._producer = producer
        self._require = require
        self._patience = 2 * stall_seconds
        self._known: set[str] = set()
        self._usable = True

    def append(self, topic: str, records: Sequence[LogRecord]) -> None:
        """Return when every in-sync replica has every record, in this order.

        Raises LogUnavailable or LogForbidden, after which this writer refuses further work, and
        RecordRefused, before which nothing was sent.
        """
        sizes = [leaf_size(record) for record in records]
        refuse_unfit(topic, records, sizes)
        self._append(topic, records, sizes)

    def append_leaves(self, topic: str, leaves: Sequence[bytes]) -> None:
        """As append, for records that are canonical leaf bytes already; raises the same."""
        refuse_unfit_leaves(topic, leaves)
        self._append(topic, [parse_leaf(leaf) for leaf in leaves], list(map(len, leaves)))

    def close(self) -> None:
        """Close the producer; a second call does nothing. What was not acknowledged is dropped."""
        if not self._usable:
            return
        self._usable = False
        try:
            self._producer.close(timeout=_CLOSE_SECONDS)
        except KafkaTimeoutError:
            # close() begins with a flush and gives up there, leaving its thread to send on.
            self._producer._sender.force_close()
            self._producer._sender.join(_CLOSE_SECONDS)

    def _append(self, topic: str, records: Sequence[LogRecord], sizes: Sequence[int]) -> None:
        if not self._usable:
            raise LogUnavailable("this Kafka writer is closed: open another")
        try:
            if topic not in self._known:
                self._require([topic], "WRITE")
                self._known.add(topic)
            for chunk in _chunks(records, sizes):
                self._send(topic, chunk)
        except (LogUnavailable, LogForbidden):
            self.close()
            raise

    def _send(self, topic: str, records: Sequence[LogRecord]) -> None:
        with broker(f"append to {topic}"):
            sent = [
                self._producer.send(
                    topic,
                    value=record.value,
                    key=record.key,
                    headers=list(record.headers),
                    partition=0,
                )
                for record in records
            ]
            self._producer.flush(self._patience)
            for future in sent:
                if not future.succeeded():
                    raise future.exception or KafkaTimeoutError("no acknowledgement came")


def _chunks(records: Sequence[LogRecord], sizes: Sequence[int]) -> Iterator[Sequence[LogRecord]]:
    """Runs of records that fit into one batch; a record larger than a chunk goes alone."""
    start = held = 0
    for index, size in enumerate(sizes):
        if held and held + size > _CHUNK_BYTES:
            yield records[start:index]
            start, held = index, 0
        held += size
    if held:
        yield records[start:]
