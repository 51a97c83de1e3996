"""Accepted events in ledgers and on the log, made by the real intake without the network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from schemas.catalogue import catalogue
from schemas.codec import Body, Decoded, codec
from schemas.framing import frame_event
from schemas.record import LogRecord, parse_leaf
from schemas.topics import agency_topic
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake
from services.adapter.ledger.ledger import Ledger
from services.caller import Caller
from services.clock import SystemClock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalSealingKeys
from tests.bench.events import MUNICIPALITY, requests
from tests.bench.places import AGENCIES, Place

BATCH = 250
APPEND = 5000
PATTERN = 2000
UUID_BYTES = 16


def fill_ledger(place: Place, agency: str, events: int) -> Ledger:
    """A ledger with that many accepted events."""
    keys = KeyFolder(place.settings.keys)
    ledger = Ledger(place.settings.adapter(MUNICIPALITY, agency), codec())
    intake = Intake(
        Caller(MUNICIPALITY, agency),
        ledger,
        catalogue(),
        codec(),
        LocalSealingKeys(keys, agency),
        PayloadMac(keys.ensure(agency)),
        SystemClock(),
        Failpoints(),
        lambda: None,
    )
    for start in range(0, events, BATCH):
        batch = requests(agency, min(BATCH, events - start), start=start + 1)
        intake.process([request.event for request in batch])
    return ledger


def records_of(ledger: Ledger) -> Iterator[LogRecord]:
    """Every accepted record, in order."""
    sequence = 1
    while frames := ledger.frames_from(sequence, 1000):
        for _, frame in frames:
            yield parse_leaf(frame)
        sequence = frames[-1][0] + 1


def multiply_log(place: Place, events: int) -> int:
    """That many events on the log, fast: accepted ones told again of other people and cases.

    What a projector sees differs from real ones only in that the sealed parts do not open.
    """
    place.prepare()
    logs = place.logs()
    total = 0
    try:
        for agency in AGENCIES:
            ledger = fill_ledger(place, agency, PATTERN)
            bodies = [codec().decode(record.value) for record in records_of(ledger)]
            ledger.close()
            writer = logs.as_principal(agency).writer()
            share = events // len(AGENCIES)
            for start in range(0, share, APPEND):
                size = min(APPEND, share - start)
                told = [_told_again(bodies, start + at) for at in range(size)]
                writer.append(agency_topic(MUNICIPALITY, agency), told)
                total += size
            writer.close()
    finally:
        logs.close()
    return total


def _told_again(pattern: Sequence[Decoded], at: int) -> LogRecord:
    """The event at place ``at`` of an endless repetition, each round about others."""
    event = pattern[at % len(pattern)]
    turn = (at // len(pattern)).to_bytes(4, "big")
    body: Body = {name: _moved(value, turn) for name, value in event.body.items()}
    body["envelope"] = {
        **{name: _moved(value, turn) for name, value in event.envelope.items()},
        "event_id": event.envelope["event_id"][:8] + turn + event.envelope["event_id"][12:],
        "source_record_id": f"{at}",
    }
    body["sealed"] = event.body["sealed"]
    return frame_event(event.type, body["envelope"], codec().encode(event.type, body), at + 1)


def _moved(value: Any, turn: bytes) -> Any:
    """Every id in it moved to another one, the same for the same id and turn."""
    if isinstance(value, bytes) and len(value) == UUID_BYTES:
        return turn + value[4:]
    if isinstance(value, list):
        return [_moved(item, turn) for item in value]
    if isinstance(value, dict):
        return {name: _moved(item, turn) for name, item in value.items()}
    return value


def fill_log(place: Place, events: int) -> int:
    """That many events on the log, spread over the agencies; returns how many there are."""
    place.prepare()
    logs = place.logs()
    total = 0
    try:
        for agency in AGENCIES:
            ledger = fill_ledger(place, agency, events // len(AGENCIES))
            records = list(records_of(ledger))
            ledger.close()
            writer = logs.as_principal(agency).writer()
            for start in range(0, len(records), APPEND):
                writer.append(agency_topic(MUNICIPALITY, agency), records[start : start + APPEND])
            writer.close()
            total += len(records)
    finally:
        logs.close()
    return total
