"""One municipality on disk, and its parts as processes that can be killed for real."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import grpc

from protos.enishi.v1 import adapter_pb2_grpc, query_pb2_grpc
from schemas.topics import agency_topic
from services.clock import FixedClock
from services.failpoint import VARIABLE, Failpoints
from services.log.port import Log
from services.settings import Settings
from services.wiring.backbone import Backbone
from services.wiring.certificates import client_credentials
from services.wiring.logs import EmbeddedLogs, KafkaLogs, Logs
from services.wiring.own_stream import SYSTEM_AGENCY
from tests.eventually import eventually
from tests.samples import MUNICIPALITY
from tests.valid_events import NOW

_ROOT = Path(__file__).parents[1]
CALL_SECONDS = 30.0
READER = (("enishi-user", "u-1"),)
"""The metadata of a reading: who at the agency reads."""


@dataclass(frozen=True)
class World:
    """Where one municipality's state lies, who takes part, and which log it has."""

    home: Path
    agencies: tuple[str, ...]
    bootstrap: str | None = None
    """Of the Kafka broker; None for the embedded log."""

    @property
    def settings(self) -> Settings:
        """The folders of this installation."""
        return Settings(self.home)

    @property
    def tls(self) -> Path:
        """The folder of the municipality's authority."""
        return self.settings.tls(MUNICIPALITY)

    @property
    def topics(self) -> dict[str, str]:
        """Agency → its topic; the backbone's own is among them."""
        agencies = dict.fromkeys((*self.agencies, SYSTEM_AGENCY))
        return {agency: agency_topic(MUNICIPALITY, agency) for agency in agencies}

    def logs(self) -> Logs:
        """The log, for whoever may open it; the caller closes it."""
        if self.bootstrap is None:
            return EmbeddedLogs(self.settings)
        return KafkaLogs(self.bootstrap, self.tls, self.tls / "ca.pem")

    @contextmanager
    def auditors_log(self) -> Iterator[Log]:
        """The log as the auditor reads it."""
        logs = self.logs()
        try:
            yield logs.as_principal("auditor")
        finally:
            logs.close()

    def backbone(self, logs: Logs, failpoints: Failpoints) -> Backbone:
        """Every part of the municipality, its clock standing still."""
        agencies = list(self.agencies)
        clock = FixedClock(NOW)
        return Backbone(self.settings, MUNICIPALITY, agencies, clock, logs, failpoints)

    def run(self, module: str = "tests.run_backbone", *, failpoint: str = "") -> Running:
        """The parts in a process of their own, as a context; ready once it is entered."""
        return Running(self, module, failpoint)

    def to_argument(self) -> str:
        """The world as a command line carries it."""
        return json.dumps({**asdict(self), "home": str(self.home)})

    @classmethod
    def from_argument(cls, text: str) -> World:
        """The world a command line carries."""
        fields: dict[str, Any] = json.loads(text)
        return cls(Path(fields["home"]), tuple(fields["agencies"]), fields["bootstrap"])


class Running:
    """A process that runs parts of a world, from entering this context to leaving it."""

    def __init__(self, world: World, module: str, failpoint: str) -> None:
        self.world = world
        runs = world.home / "run"
        runs.mkdir(parents=True, exist_ok=True)
        number = len(list(runs.glob("*.log")))
        self._ready = runs / f"{number}.json"
        self.output = runs / f"{number}.log"
        self._arguments = ["-m", module, world.to_argument(), str(self._ready)]
        self._environment = {**os.environ, VARIABLE: failpoint}
        self._channels: dict[tuple[str, str], grpc.Channel] = {}
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Running:
        """Start the process and wait until its parts serve."""
        with self.output.open("wb") as output:
            self._process = subprocess.Popen(
                [sys.executable, *self._arguments],
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=self._environment,
                cwd=_ROOT,
            )
        ready = self._ready.exists
        eventually(lambda: ready() or self.stopped or not self.alive, "the parts serve")
        assert ready() or self.stopped, self.said()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the process: in good order, unless it is gone or the test has failed."""
        for channel in self._channels.values():
            channel.close()
        if self.alive and kind is not None:
            self.kill()
        # Closes its standard input, which is what it waits for.
        self.process.communicate(timeout=CALL_SECONDS)
        assert self.process.returncode in (0, -signal.SIGKILL), self.said()

    @property
    def process(self) -> subprocess.Popen[bytes]:
        """The process; only inside the context."""
        assert self._process is not None
        return self._process

    @property
    def alive(self) -> bool:
        """Whether the process still runs."""
        return self.process.poll() is None

    @property
    def stopped(self) -> bool:
        """Whether the process stands still by SIGSTOP."""
        if not self.alive:
            return False
        stat = Path(f"/proc/{self.process.pid}/stat").read_text()
        return stat.rpartition(")")[2].split()[0] == "T"

    def said(self) -> str:
        """Everything the process has printed and logged."""
        return self.output.read_text(encoding="utf-8", errors="replace")

    def adapter(self, agency: str, as_agency: str | None = None) -> adapter_pb2_grpc.AdapterStub:
        """An agency's adapter, called with its own certificate or with another's."""
        adapters: Mapping[str, str] = self._endpoints()["adapters"]
        return adapter_pb2_grpc.AdapterStub(self.channel(adapters[agency], as_agency or agency))

    def households(self) -> query_pb2_grpc.HouseholdsStub:
        """The household view as the auditor reads it."""
        return query_pb2_grpc.HouseholdsStub(self.channel(self._endpoints()["query"], "AU-1"))

    def target(self, agency: str) -> str:
        """host:port of an agency's adapter."""
        target: str = self._endpoints()["adapters"][agency]
        return target

    def channel(self, target: str, as_agency: str) -> grpc.Channel:
        """A channel with an agency's certificate, closed at the end of the context."""
        key = (target, as_agency)
        if key not in self._channels:
            credentials = client_credentials(self.world.tls, as_agency)
            self._channels[key] = grpc.secure_channel(target, credentials)
        return self._channels[key]

    def wait_killed(self) -> None:
        """Return once the process is gone by SIGKILL."""
        assert self.process.wait(CALL_SECONDS) == -signal.SIGKILL, self.said()

    def kill(self) -> None:
        """SIGKILL, now."""
        self.process.kill()
        self.wait_killed()

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        self.process.send_signal(number)

    def _endpoints(self) -> dict[str, Any]:
        endpoints: dict[str, Any] = json.loads(self._ready.read_text())
        return endpoints


def serve(ready: Path, endpoints: Mapping[str, object]) -> None:
    """Say where the parts listen, then wait until the test lets go of this process."""
    written = ready.with_suffix(".new")
    written.write_text(json.dumps(dict(endpoints)))
    written.rename(ready)
    sys.stdin.read()
