"""Everything of one municipality in one process: adapters, relays, projectors, query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import grpc

from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.published import schema_records
from schemas.topics import SCHEMAS_TOPIC
from services.caller import Caller
from services.clock import Clock
from services.failpoint import Failpoints
from services.linking.linker import Linker
from services.peer import Peers
from services.query.own_stream import Viewings
from services.query.reading import Admission
from services.query.serve import Readings, start_server
from services.query.view_reader import ViewReader
from services.settings import Settings
from services.wiring.agency import Agency
from services.wiring.certificates import Certificates
from services.wiring.linking import linker
from services.wiring.logs import ADMIN, PROJECTOR, Logs
from services.wiring.loop import LoopThread
from services.wiring.own_stream import SYSTEM_AGENCY, AgencyStream
from services.wiring.preparation import Preparation
from services.wiring.projectors import Projectors
from services.wiring.query import readings
from services.wiring.warming import Warming

HOST = "127.0.0.1"
ANY_PORT = 0
QUERY = "query"
SERVICES = (ADMIN, PROJECTOR, QUERY, "auditor", "broker")


class Backbone:
    """One municipality, running on loopback."""

    def __init__(
        self,
        settings: Settings,
        municipality: str,
        agencies: Sequence[str],
        clock: Clock,
        logs: Logs,
        failpoints: Failpoints | None = None,
        first_port: int = ANY_PORT,
    ) -> None:
        """``first_port`` is the query's, the adapters' follow in the order of ``agencies``; by
        default each part listens on any free one. The backbone's own agency is added where it is
        not among them."""
        self._first_port = first_port
        self.municipality = municipality
        self._settings = settings
        self._clock = clock
        self._logs = logs
        failpoints = failpoints or Failpoints()
        agencies = tuple(dict.fromkeys((*agencies, SYSTEM_AGENCY)))
        self.certificates = Certificates(
            settings.tls(municipality), municipality, [*agencies, *SERVICES]
        )
        self._agencies = {
            agency: Agency(
                settings,
                municipality,
                agency,
                clock,
                partial(logs.as_principal, agency),
                failpoints,
            )
            for agency in agencies
        }
        self._projectors = Projectors(
            settings, municipality, lambda: logs.as_principal(PROJECTOR), failpoints
        )
        self._preparation = Preparation(self._prepare)
        self._loop = LoopThread()
        self._query: grpc.aio.Server | None = None
        self._warming: Warming | None = None
        self._query_port = 0

    def start(self) -> None:
        """Start every part; what is missing on the log is created once the log can be reached."""
        self._preparation.start()
        for place, agency in enumerate(self._agencies.values(), start=1):
            agency.start(self._loop, self.certificates, self._address(place))
        self._projectors.start()
        services, self._warming = self._readings()
        self._query, self._query_port = self._loop.run(
            start_server(services, self.certificates.server(QUERY), self._address(0))
        )
        self._warming.start()

    def stop(self) -> None:
        """Stop every part; what was accepted stays in the ledgers and on the log."""
        self._preparation.stop()
        if self._warming is not None:
            self._warming.stop()
        if self._query is not None:
            self._loop.run(self._query.stop(grace=0.5))
        for agency in self._agencies.values():
            agency.stop(self._loop)
        self._projectors.stop()
        self._loop.close()

    @property
    def agencies(self) -> list[str]:
        """The agencies that have an adapter here, the backbone's own included."""
        return list(self._agencies)

    def adapter_target(self, agency: str) -> str:
        """host:port of an agency's adapter."""
        return f"localhost:{self._agencies[agency].port}"

    def query_target(self) -> str:
        """host:port of the household view."""
        return f"localhost:{self._query_port}"

    def channel(self, target: str, as_agency: str) -> grpc.Channel:
        """A channel to one of the parts with that agency's certificate; the caller closes it."""
        return grpc.secure_channel(target, self.certificates.client(as_agency))

    def beat(self) -> None:
        """Let every adapter record its sign of life."""
        for agency in self._agencies.values():
            self._loop.run(agency.beat())

    def linker(self) -> Linker:
        """Proposes links between this municipality's persons; built stopped, and stopped again by
        whoever starts it before the backbone is."""
        own = self._agencies[SYSTEM_AGENCY]
        return linker(self._settings, self.municipality, own, self._loop, self._clock)

    def accepted(self) -> dict[str, int]:
        """Agency → last accepted sequence."""
        return {name: agency.progress().last_sequence for name, agency in self._agencies.items()}

    def relayed(self) -> dict[str, int]:
        """Agency → last sequence that the log acknowledged."""
        return {name: agency.progress().relayed for name, agency in self._agencies.items()}

    def wait_projected(self, timeout: float) -> None:
        """Block until everything accepted so far is in the views.

        Raises TimeoutError naming the sources that are behind.
        """
        self._projectors.wait(self.accepted(), timeout)

    def wait_visible(self, sequences: Mapping[str, int], timeout: float) -> None:
        """Block until these are in the household view. Raises TimeoutError."""
        self._projectors.wait_visible(sequences, timeout)

    def endpoints(self) -> dict[str, object]:
        """Where the parts listen, as the command line reads it."""
        return {
            "query": self.query_target(),
            "adapters": {name: self.adapter_target(name) for name in self._agencies},
            "tls": str(self._settings.tls(self.municipality).absolute()),
        }

    def _address(self, place: int) -> str:
        return f"{HOST}:{self._first_port and self._first_port + place}"

    def _prepare(self) -> None:
        topics = [agency.topic for agency in self._agencies.values()]
        self._logs.prepare(self.municipality, list(self._agencies), [SCHEMAS_TOPIC, *topics])
        self._publish_schemas()

    def _publish_schemas(self) -> None:
        """Everything the log is written in lies on the log (D2); published once, compacted."""
        log = self._logs.as_principal(ADMIN)
        records = schema_records(catalogue())
        if log.high_water([SCHEMAS_TOPIC])[SCHEMAS_TOPIC] >= len(records):
            return
        writer = log.writer()
        try:
            writer.append(SCHEMAS_TOPIC, records)
        finally:
            writer.close()

    def _own_stream(self) -> AgencyStream:
        return AgencyStream(self._agencies[SYSTEM_AGENCY])

    def _admission(self) -> Admission:
        owner = Caller(self.municipality, SYSTEM_AGENCY)
        viewings = Viewings(self._own_stream(), owner, self._clock, codec())
        views = ViewReader(self._settings.projector(self.municipality), codec())
        peers = Peers(self.certificates.revoked)
        return Admission(self.municipality, peers, viewings, views.standing)

    def _readings(self) -> tuple[Readings, Warming]:
        return readings(
            self._settings,
            self.municipality,
            self._clock,
            lambda: self._logs.as_principal(PROJECTOR),
            self._admission(),
            self._own_stream(),
        )
