"""The backbone's own agency over a real store, for tests of what the query service records."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from protos.enishi.v1 import events_pb2
from schemas.catalogue import catalogue
from schemas.codec import Body, codec
from schemas.record import LogRecord, parse_leaf
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake
from services.adapter.ledger.ledger import Ledger
from services.adapter.outcome import Accepted
from services.caller import Caller
from services.clock import FixedClock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalSealingKeys
from services.query.own_stream import NotStored
from tests.samples import MUNICIPALITY

OWNER = Caller(MUNICIPALITY, "SYS-1")


class StreamUnderTest:
    """``OwnStream`` over a real intake and ledger; notes what is asked of it."""

    def __init__(self, folder: Path, now: datetime) -> None:
        self.clock = FixedClock(now)
        self.asked: list[str] = []
        self.refuses = ""
        self._ledger = Ledger(folder / "ledger", codec())
        keys = KeyFolder(folder / "keys")
        self._intake = Intake(
            OWNER,
            self._ledger,
            catalogue(),
            codec(),
            LocalSealingKeys(keys, OWNER.agency_id),
            PayloadMac(keys.ensure(OWNER.agency_id)),
            self.clock,
            Failpoints(),
            lambda: None,
        )

    async def record(self, event: events_pb2.Event) -> bytes:
        """Store it, unless ``refuses`` names a code. Raises NotStored."""
        self.asked.append(str(event.WhichOneof("payload")))
        if self.refuses:
            raise NotStored(self.refuses, "refused by the test", passing=True)
        (outcome,) = self._intake.process([event])
        if isinstance(outcome, Accepted):
            return outcome.event_id
        raise NotStored(outcome.code, outcome.message, passing=False)

    def frames(self) -> list[bytes]:
        """The stored bytes of every record."""
        last = self._ledger.last_sequence()
        return [frame for _, frame in self._ledger.frames_from(1, last)] if last else []

    def records(self) -> list[LogRecord]:
        """What the relay would bring to the log."""
        return [parse_leaf(frame) for frame in self.frames()]

    def bodies(self) -> list[Body]:
        """What the records say."""
        return [codec().decode(record.value).body for record in self.records()]

    def close(self) -> None:
        """Close the store."""
        self._ledger.close()
