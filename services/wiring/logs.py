"""Which log, and as whom: the embedded file, or Kafka with one certificate per principal."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from deploy.kafka.acls import grant
from deploy.kafka.clients import open_admin
from deploy.kafka.topics import Durability, create_topics
from deploy.tls import Credentials
from services.log.embedded import EmbeddedLog
from services.log.kafka import KafkaLog
from services.log.kafka_errors import broker
from services.log.kafka_settings import KafkaSettings
from services.log.port import Log
from services.settings import Settings

PROJECTOR = "projector"
ADMIN = "admin"


class Logs(Protocol):
    """Hands out the log as a principal sees it; the same object for the same principal."""

    def as_principal(self, name: str) -> Log:
        """The log with this principal's rights."""

    def prepare(self, municipality: str, agencies: Sequence[str], topics: Sequence[str]) -> None:
        """Create what is missing: topics, and who may write and read them."""

    def close(self) -> None:
        """Close every log handed out."""


class EmbeddedLogs:
    """One file; who can open it can do everything."""

    def __init__(self, settings: Settings) -> None:
        settings.log_file.parent.mkdir(parents=True, exist_ok=True)
        self._log = EmbeddedLog(settings.log_file)

    def as_principal(self, name: str) -> Log:
        """The same log for everyone."""
        return self._log

    def prepare(self, municipality: str, agencies: Sequence[str], topics: Sequence[str]) -> None:
        """Create the topics."""
        self._log.ensure(topics)

    def close(self) -> None:
        """Close the file."""
        self._log.close()


class KafkaLogs:
    """A cluster that knows each principal by its certificate in ``tls``.

    ``trust`` holds the authorities of everyone on the cluster: a country's municipalities share
    brokers, each with an authority of its own.
    """

    def __init__(
        self, bootstrap: str, tls: Path, trust: Path, durability: Durability | None = None
    ) -> None:
        self._bootstrap = bootstrap
        self._tls = tls
        self._trust = trust
        self._durability = durability or Durability()
        self._open: dict[str, KafkaLog] = {}
        self._lock = threading.Lock()

    def as_principal(self, name: str) -> Log:
        """The log as this principal sees it."""
        with self._lock:
            if name not in self._open:
                self._open[name] = KafkaLog(
                    KafkaSettings(
                        self._bootstrap,
                        self._trust,
                        self._tls / f"{name}.pem",
                        self._tls / f"{name}.key",
                        replication_factor=self._durability.replication_factor,
                        min_insync_replicas=self._durability.min_insync_replicas,
                    )
                )
            return self._open[name]

    def prepare(self, municipality: str, agencies: Sequence[str], topics: Sequence[str]) -> None:
        """Create topics and grant rights, as the administrator. Raises LogUnavailable."""
        credentials = Credentials(
            self._tls / f"{ADMIN}.pem", self._tls / f"{ADMIN}.key", self._trust
        )
        with broker(f"prepare {municipality}"):
            admin = open_admin(self._bootstrap, credentials)
            try:
                create_topics(admin, topics, self._durability)
                grant(admin, municipality, agencies)
            finally:
                admin.close()

    def close(self) -> None:
        """Close every connection."""
        for log in self._open.values():
            log.close()
        self._open.clear()
