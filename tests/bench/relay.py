"""relay: the ledger's outbox to the log, against appending the same bytes without a ledger."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from itertools import count

from schemas.record import LogRecord, leaf_bytes
from schemas.topics import agency_topic
from services.clock import SystemClock
from services.failpoint import Failpoints
from services.log.kafka_settings import KafkaSettings
from services.log.kafka_writer import open_producer
from services.relay.cursor import Cursor
from services.relay.relay import BATCH, Relay
from tests.bench.accepted import fill_ledger, records_of
from tests.bench.events import MUNICIPALITY
from tests.bench.figures import Figure, alternating, figure
from tests.bench.places import Place

AGENCY, RAW = "SHO-1", "SHO-2"
STALL_SECONDS = 120.0


def measure_relay(place: Place, events: int, rounds: int) -> Figure:
    """Records a second, acknowledged, with the cursor moved after each batch."""
    place.prepare([AGENCY, RAW])
    ledger = fill_ledger(place, AGENCY, events)
    records = list(records_of(ledger))
    logs = place.logs()
    fresh = count()

    def relayed() -> float:
        cursor = Cursor(place.home / f"cursor-{next(fresh)}")
        relay = Relay(
            AGENCY,
            agency_topic(MUNICIPALITY, AGENCY),
            ledger,
            lambda: logs.as_principal(AGENCY),
            cursor,
            SystemClock(),
            Failpoints(),
        )
        relay.relay_once()  # connects
        started = time.perf_counter()
        sent = 0
        while batch := relay.relay_once():
            sent += batch
        seconds = time.perf_counter() - started
        relay.close()
        cursor.close()
        return sent / seconds

    def raw() -> float:
        if place.bootstrap:
            return _produced(place, records)
        return _inserted(place, records, next(fresh))

    try:
        value, baseline = alternating(relayed, raw, rounds)
    finally:
        logs.close()
        ledger.close()
    against = "idempotent produce of the same bytes" if place.bootstrap else "SQLite insert of them"
    return figure(f"relay.{place.driver}", "events/s", value, baseline, against, "≥ 0.7")


def _produced(place: Place, records: list[LogRecord]) -> float:
    """kafka-python alone, tuned as the driver tunes it, with one wait at the end."""
    tls = place.settings.tls(MUNICIPALITY)
    settings = KafkaSettings(
        place.bootstrap, tls / "ca.pem", tls / f"{RAW}.pem", tls / f"{RAW}.key"
    )
    producer = open_producer(settings, STALL_SECONDS)
    topic = agency_topic(MUNICIPALITY, RAW)
    producer.send(topic, b"connect", partition=0)
    producer.flush(60)
    started = time.perf_counter()
    sent = [
        producer.send(topic, record.value, record.key, headers=list(record.headers), partition=0)
        for record in records
    ]
    producer.flush(60)
    if not all(future.succeeded() for future in sent):
        raise RuntimeError("the raw producer lost records")
    seconds = time.perf_counter() - started
    producer.close()
    return len(records) / seconds


def _inserted(place: Place, records: list[LogRecord], number: int) -> float:
    """SQLite alone: the same bytes in transactions of the same size, synced as the log does."""
    frames = [leaf_bytes(record) for record in records]
    with closing(sqlite3.connect(place.home / f"raw-{number}.db", isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode=WAL")
        file.execute("PRAGMA synchronous=FULL")
        file.execute("CREATE TABLE raw (n INTEGER PRIMARY KEY, frame BLOB)")
        started = time.perf_counter()
        for start in range(0, len(frames), BATCH):
            file.execute("BEGIN")
            file.executemany(
                "INSERT INTO raw (frame) VALUES (?)",
                [(frame,) for frame in frames[start : start + BATCH]],
            )
            file.execute("COMMIT")
        return len(frames) / (time.perf_counter() - started)
