"""The two logs a measurement runs on, each in a fresh folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from deploy.kafka.broker import Broker, BrokerSettings
from deploy.tls import issue
from schemas.topics import SCHEMAS_TOPIC, agency_topic
from services.settings import Settings
from services.wiring.logs import EmbeddedLogs, KafkaLogs, Logs
from tests.bench.events import MUNICIPALITY

AGENCIES = ("HOK-1", "SHO-1", "KOD-1", "JIR-1", "CT-1")


@dataclass(frozen=True, slots=True)
class Place:
    """``bootstrap`` is empty for the embedded log."""

    driver: str
    home: Path
    bootstrap: str

    @property
    def settings(self) -> Settings:
        """The installation's folders."""
        return Settings(self.home)

    def logs(self) -> Logs:
        """The log, opened by this process."""
        return open_logs(self.home, self.bootstrap)

    def prepare(self, agencies: Sequence[str] = AGENCIES) -> None:
        """Topics and rights for these agencies."""
        tls = self.settings.tls(MUNICIPALITY)
        issue(tls, MUNICIPALITY, [*agencies, "admin", "projector", "query"])
        logs = self.logs()
        topics = [agency_topic(MUNICIPALITY, agency) for agency in agencies]
        logs.prepare(MUNICIPALITY, agencies, [SCHEMAS_TOPIC, *topics])
        logs.close()


def open_logs(home: Path, bootstrap: str) -> Logs:
    """The log of a place; ``bootstrap`` empty for the embedded one."""
    settings = Settings(home)
    if not bootstrap:
        return EmbeddedLogs(settings)
    tls = settings.tls(MUNICIPALITY)
    return KafkaLogs(bootstrap, tls, tls / "ca.pem")


@contextmanager
def place(driver: str, folder: Path) -> Iterator[Place]:
    """A fresh log; a real broker for ``kafka``, stopped afterwards."""
    home = folder / driver
    if driver == "embedded":
        yield Place(driver, home, "")
        return
    authority = issue(Settings(home).tls(MUNICIPALITY), MUNICIPALITY, ["broker", "admin"])
    broker = Broker(
        BrokerSettings(
            home / "kafka",
            MUNICIPALITY,
            broker=authority.credentials("broker"),
            admin=authority.credentials("admin"),
        )
    )
    broker.start()
    try:
        yield Place(driver, home, broker.bootstrap)
    finally:
        broker.stop()
