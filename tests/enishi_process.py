"""The command ``enishi`` as an operator runs it: a process of its own on a home of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sysconfig
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grpc

from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, query_pb2, query_pb2_grpc
from services.wiring.certificates import client_credentials
from tests.eventually import eventually
from tests.plain_events import MUNICIPALITY, as_request

ENISHI = Path(sysconfig.get_path("scripts")) / "enishi"
PATIENCE_SECONDS = 60.0


@dataclass(frozen=True)
class Operator:
    """Someone at a terminal of 80 columns, with that home."""

    home: Path
    environment: Mapping[str, str] = field(default_factory=dict)

    def run(
        self, *arguments: str, seconds: float = PATIENCE_SECONDS
    ) -> subprocess.CompletedProcess[str]:
        """Type one command and wait for its end."""
        return subprocess.run(
            [ENISHI, *arguments],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=seconds,
            check=False,
        )

    def ok(self, *arguments: str) -> str:
        """What a command that must succeed prints."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments: str) -> Any:
        """What a command with ``--json`` answers."""
        return json.loads(self.ok(*arguments, "--json"))

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Type a command that goes on; the caller ends it."""
        return subprocess.Popen(
            [ENISHI, *arguments],
            env=self._environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def paste(self, line: str) -> subprocess.CompletedProcess[str]:
        """Paste a line into a shell."""
        return subprocess.run(
            ["bash", "-c", line],
            env=self._environment(),
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    @contextmanager
    def serving(self, *arguments: str) -> Iterator[subprocess.Popen[str]]:
        """``enishi serve`` while the body runs; ended by SIGTERM if it still runs then."""
        self.endpoints.unlink(missing_ok=True)
        process = self.start("serve", *arguments)
        try:
            eventually(lambda: self.endpoints.exists() or process.poll() is not None, "it serves")
            assert process.poll() is None, process.communicate()[0]
            yield process
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            process.communicate(timeout=PATIENCE_SECONDS)

    @property
    def endpoints(self) -> Path:
        """Where ``serve`` says where it listens."""
        return self.home / "run" / "endpoints.json"

    def record(self, event: Any) -> adapter_pb2.Receipt:
        """Record an event of ``plain_events`` at its agency's adapter, as that agency."""
        agency = event["envelope"]["agencyId"]
        with self._channel(self._running()["adapters"][agency], agency) as channel:
            return adapter_pb2_grpc.AdapterStub(channel).Record(as_request(event))

    def view(self) -> query_pb2.ViewStatus:
        """Where the household view stands."""
        with self._channel(self._running()["query"], "AU-1") as channel:
            return query_pb2_grpc.HouseholdsStub(channel).Status(query_pb2.GetViewStatusRequest())

    def source(self, agency: str) -> query_pb2.SourceStatus:
        """Where the view stands with an agency; all zero before it has met it."""
        known = {source.agency_id: source for source in self.view().sources}
        return known.get(agency, query_pb2.SourceStatus())

    def _running(self) -> Any:
        return json.loads(self.endpoints.read_text())[MUNICIPALITY]

    def _channel(self, target: str, agency: str) -> grpc.Channel:
        credentials = client_credentials(Path(self._running()["tls"]), agency)
        return grpc.secure_channel(target, credentials)

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "ENISHI_HOME": str(self.home),
            "COLUMNS": "80",
            **self.environment,
        }
