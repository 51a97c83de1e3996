"""Accepted events in ledgers and on the log, made by the real intake without the network."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.catalogue import catalogue
from schemas.codec import codec
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
