"""One agency's side: adapter and relay over its own ledger."""

from __future__ import annotations

from collections.abc import Callable

import grpc
import structlog

from protos.enishi.v1 import events_pb2
from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.topics import agency_topic
from services.adapter.heartbeat import heartbeat
from services.adapter.idempotence import PayloadMac
from services.adapter.intake import Intake, Outcome
from services.adapter.ledger.ledger import Ledger
from services.adapter.refusal import Refused
from services.adapter.server import AdapterService, Progress, start_server
from services.adapter.sinks import CallSink
from services.adapter.store_thread import StoreThread
from services.caller import Caller
from services.clock import Clock
from services.failpoint import Failpoints
from services.keys import KeyFolder, LocalSealingKeys
from services.log.port import Log
from services.peer import Peers
from services.relay.cursor import Cursor
from services.relay.relay import Relay
from services.settings import Settings
from services.wiring.certificates import Certificates
from services.wiring.loop import LoopThread


class Agency:
    """Adapter and relay of one agency; built stopped."""

    def __init__(
        self,
        settings: Settings,
        municipality: str,
        agency_id: str,
        clock: Clock,
        log: Callable[[], Log],
        failpoints: Failpoints,
    ) -> None:
        self.agency_id = agency_id
        self.topic = agency_topic(municipality, agency_id)
        folder = settings.adapter(municipality, agency_id)
        self._ledger = Ledger(folder, codec())
        self._cursor = Cursor(folder)
        self._relay = Relay(
            agency_id, self.topic, self._ledger, log, self._cursor, clock, failpoints
        )
        self._clock = clock
        self._owner = Caller(municipality, agency_id)
        keys = KeyFolder(settings.keys)
        intake = Intake(
            self._owner,
            self._ledger,
            catalogue(),
            codec(),
            LocalSealingKeys(keys, agency_id),
            PayloadMac(keys.ensure(agency_id)),
            clock,
            failpoints,
            self._relay.wake,
        )
        self._store = StoreThread(intake, agency_id)
        self._server: grpc.aio.Server | None = None
        self.port = 0

    def start(self, loop: LoopThread, certificates: Certificates, address: str) -> None:
        """Serve on ``address`` and relay."""
        service = AdapterService(
            self._owner, self._store, Peers(certificates.revoked), self.progress
        )
        credentials = certificates.server(self.agency_id)
        self._server, self.port = loop.run(start_server(service, credentials, address))
        self._relay.start()

    def stop(self, loop: LoopThread) -> None:
        """Finish what was handed in, then stop."""
        if self._server is not None:
            loop.run(self._server.stop(grace=2.0))
        self._store.close()
        self._relay.stop()
        self._cursor.close()
        self._ledger.close()

    async def record(self, event: events_pb2.Event) -> Outcome:
        """Record an event of this process; the outcome once it is durable, or why it is not."""
        sink = CallSink()
        self._store.submit(event, sink)
        return await sink.outcome

    async def beat(self) -> None:
        """Record this adapter's sign of life."""
        outcome = await self.record(
            heartbeat(self._owner, self._ledger.last_sequence(), self._clock.now())
        )
        if isinstance(outcome, Refused):
            structlog.get_logger(component="adapter", agency=self.agency_id).warning(
                "no heartbeat", code=outcome.code
            )

    def progress(self) -> Progress:
        """How far the relay has brought the agency's stream."""
        acknowledged = self._cursor.read()
        return Progress(self._ledger.last_sequence(), acknowledged.sequence, acknowledged.at)
