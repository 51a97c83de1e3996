"""A real broker for the tests: started once per run, on loopback, with its own authority."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.kafka.acls import READERS, grant
from deploy.kafka.broker import Broker, BrokerSettings
from deploy.kafka.libraries import BrokerUnavailable, missing_tools
from deploy.kafka.topics import Durability, create_topics
from deploy.tls import issue
from schemas.topics import SCHEMAS_TOPIC, agency_topic
from services.log.kafka_settings import KafkaSettings

REQUIRE = "ENISHI_REQUIRE_KAFKA"
MUNICIPALITY = "131016"
SKIPPED = pytest.StashKey[str]()


@dataclass(frozen=True)
class KafkaForTests:
    """The running broker and the authority whose certificates it trusts."""

    broker: Broker
    tls: Path

    def settings(self, name: str, municipality: str = MUNICIPALITY) -> KafkaSettings:
        """How that agency or service reaches the broker; its certificate is issued if need be."""
        credentials = issue(self.tls, municipality, [name]).credentials(name)
        return KafkaSettings(
            bootstrap=self.broker.bootstrap,
            ca_file=credentials.ca,
            certificate_file=credentials.certificate,
            key_file=credentials.key,
        )

    def admit(self, agencies: Sequence[str], readers: Sequence[str] = READERS) -> None:
        """Create these agencies' topics and the schemas topic, and grant each its rights."""
        topics = [agency_topic(MUNICIPALITY, agency) for agency in agencies]
        with closing(self.broker.admin()) as admin:
            create_topics(admin, [SCHEMAS_TOPIC, *topics], Durability())
            grant(admin, MUNICIPALITY, agencies, readers)


def new_broker(directory: Path) -> KafkaForTests:
    """A broker of its own in that directory, not started yet, for tests that kill it."""
    tls = directory / "tls"
    authority = issue(tls, MUNICIPALITY, ["broker", "admin"])
    settings = BrokerSettings(
        directory / "kafka",
        MUNICIPALITY,
        broker=authority.credentials("broker"),
        admin=authority.credentials("admin"),
    )
    return KafkaForTests(Broker(settings), tls)


def require_kafka(config: pytest.Config) -> None:
    """Skip, and say why at the end of the run too; with ENISHI_REQUIRE_KAFKA=1 fail instead."""
    missing = missing_tools()
    if not missing:
        return
    reason = f"no Kafka tests: {' and '.join(missing)} missing; install, or see deploy/kafka"
    if os.environ.get(REQUIRE) == "1":
        pytest.fail(f"{REQUIRE}=1, but {reason}", pytrace=False)
    config.stash[SKIPPED] = reason
    pytest.skip(reason)


@pytest.fixture(scope="session")
def kafka(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaForTests]:
    """The broker of this run."""
    require_kafka(pytestconfig)
    directory = tmp_path_factory.mktemp("kafka")
    running = new_broker(directory)
    try:
        running.broker.start()
    except BrokerUnavailable as error:
        pytest.fail(f"the broker did not start: {error}", pytrace=False)
    yield running
    running.broker.stop()
    shutil.rmtree(directory / "kafka" / "data", ignore_errors=True)
