"""One Kafka broker on loopback, with its own data directory; survives being killed.

All its state lies in one directory: ``server.properties``, ``keystore.pem``, ``ports``,
``broker.pid``, ``broker.log`` and ``data/``. A broker started again in the same directory keeps
its ports and its data.
"""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import time
import uuid
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from kafka import KafkaAdminClient
from kafka.errors import KafkaError

from deploy.kafka.acls import principal
from deploy.kafka.clients import open_admin
from deploy.kafka.libraries import CACHE, BrokerUnavailable, libraries
from deploy.kafka.server_properties import server_properties
from deploy.tls import Credentials

_LOGGING = Path(__file__).with_name("log4j2.properties")
_TURN_SECONDS = 0.05


@dataclass(frozen=True)
class BrokerSettings:
    """Where a broker lives and by which certificates it and its administrator are known."""

    directory: Path
    municipality: str
    broker: Credentials
    admin: Credentials
    cache: Path = CACHE
    heap_megabytes: int = 512
    start_seconds: float = 90.0


class Broker:
    """The broker of one directory, whoever started it. Not safe to use from several threads."""

    def __init__(self, settings: BrokerSettings) -> None:
        """Nothing is started yet; a broker that already runs in the directory is found."""
        self.settings = settings
        self._directory = settings.directory.absolute()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def bootstrap(self) -> str:
        """``localhost:<port>``. Raises BrokerUnavailable before the first start."""
        return f"localhost:{self._ports(choose=False)[0]}"

    @property
    def pid(self) -> int | None:
        """The process id while the broker runs, else None."""
        if self._process is not None:
            return None if self._process.poll() is not None else self._process.pid
        return self._adopted()

    def start(self) -> None:
        """Start it and return once it serves its administrator; does nothing while it runs.

        Raises BrokerUnavailable with the end of its log.
        """
        if self.pid is not None:
            return
        jars = libraries(self.settings.cache)
        self._configure()
        if not (self._directory / "data" / "meta.properties").exists():
            self._format(jars)
        with (self._directory / "broker.log").open("ab") as log:
            # A session of its own: Ctrl-C in the terminal that ran `up` must not reach it.
            self._process = subprocess.Popen(
                self._java(jars, "kafka.Kafka", str(self._directory / "server.properties")),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self._directory,
                start_new_session=True,
            )
        (self._directory / "broker.pid").write_text(f"{self._process.pid}\n")
        self._wait_until_ready()

    def stop(self, timeout: float = 30.0) -> None:
        """Shut it down cleanly; after ``timeout`` seconds, kill it."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, signal.SIGTERM)
        if not self._gone(timeout):
            self.kill()

    def kill(self) -> None:
        """SIGKILL: nothing is flushed, the data directory stays as it is."""
        pid = self.pid
        if pid is None:
            return
        os.kill(pid, signal.SIGKILL)
        if not self._gone(30.0):
            raise BrokerUnavailable(f"process {pid} does not end after SIGKILL")

    def pause(self) -> None:
        """SIGSTOP: connections stay open, nothing is answered."""
        os.kill(self._running(), signal.SIGSTOP)

    def resume(self) -> None:
        """SIGCONT."""
        os.kill(self._running(), signal.SIGCONT)

    def admin(self) -> KafkaAdminClient:
        """An administrator's client; the caller closes it. Raises BrokerUnavailable."""
        try:
            return open_admin(self.bootstrap, self.settings.admin)
        except (KafkaError, OSError) as error:
            raise BrokerUnavailable(f"{self.bootstrap} does not answer: {error}") from error

    def _running(self) -> int:
        pid = self.pid
        if pid is None:
            raise BrokerUnavailable(f"no broker runs in {self._directory}")
        return pid

    def _adopted(self) -> int | None:
        """The broker another process started here, recognised by its command line."""
        try:
            pid = int((self._directory / "broker.pid").read_text())
            command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except (OSError, ValueError):
            return None
        ours = os.fsencode(self._directory / "server.properties") in command
        return pid if ours else None

    def _gone(self, timeout: float) -> bool:
        deadline = time.monotonic() + timeout
        while self.pid is not None:
            if time.monotonic() > deadline:
                return False
            time.sleep(_TURN_SECONDS)
        return True

    def _configure(self) -> None:
        self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        client_port, controller_port = self._ports(choose=True)
        keystore = self._directory / "keystore.pem"
        broker = self.settings.broker
        descriptor = os.open(keystore, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(broker.key.read_bytes() + broker.certificate.read_bytes())
        (self._directory / "server.properties").write_text(
            server_properties(
                data=self._directory / "data",
                keystore=keystore,
                truststore=broker.ca.absolute(),
                client_port=client_port,
                controller_port=controller_port,
                super_users=(
                    principal(self.settings.municipality, "admin"),
                    principal(self.settings.municipality, "broker"),
                ),
            )
        )

    def _ports(self, *, choose: bool) -> tuple[int, int]:
        """Clients' and controller's port, chosen once for the directory."""
        file = self._directory / "ports"
        if not file.exists():
            if not choose:
                raise BrokerUnavailable(f"no broker was ever started in {self._directory}")
            with ExitStack() as sockets:
                free = [sockets.enter_context(socket.socket()) for _ in range(2)]
                for each in free:
                    each.bind(("127.0.0.1", 0))
                file.write_text(" ".join(str(each.getsockname()[1]) for each in free))
        client_port, controller_port = map(int, file.read_text().split())
        return client_port, controller_port

    def _format(self, jars: Path) -> None:
        cluster = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        result = subprocess.run(
            self._java(
                jars,
                "kafka.tools.StorageTool",
                "format",
                f"--cluster-id={cluster}",
                f"--config={self._directory / 'server.properties'}",
            ),
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise BrokerUnavailable(
                f"formatting the storage failed:\n{result.stdout}{result.stderr}"
            )

    def _java(self, jars: Path, main: str, *arguments: str) -> list[str]:
        return [
            "java",
            f"-Xmx{self.settings.heap_megabytes}m",
            "-Xms128m",
            "-XX:+UseG1GC",
            "-XX:MaxGCPauseMillis=20",
            "-XX:+ExitOnOutOfMemoryError",
            "-Djava.awt.headless=true",
            f"-Dlog4j2.configurationFile={_LOGGING.as_uri()}",
            "-cp",
            f"{jars}/*",
            main,
            *arguments,
        ]

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self.settings.start_seconds
        port = self._ports(choose=False)[0]
        refused = "it did not listen yet"
        while time.monotonic() < deadline and self.pid is not None:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=1.0).close()
                admin = open_admin(self.bootstrap, self.settings.admin, timeout_seconds=10.0)
            except (KafkaError, OSError) as error:
                refused = str(error)
                time.sleep(_TURN_SECONDS)
                continue
            try:
                if admin.describe_cluster()["brokers"]:
                    return
            except KafkaError as error:
                refused = str(error)
            finally:
                admin.close()
        ended = self.pid is None
        self.kill()
        how = "ended" if ended else f"was not ready in {self.settings.start_seconds:.0f} s"
        raise BrokerUnavailable(f"the broker {how} ({refused}):\n{self._end_of_log()}")

    def _end_of_log(self) -> str:
        with suppress(FileNotFoundError):
            return "\n".join((self._directory / "broker.log").read_text().splitlines()[-20:])
        return ""
