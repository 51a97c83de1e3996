"""Fixtures: worlds on the embedded log, and one on a broker that tests may kill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy.kafka.broker import Broker, BrokerSettings
from deploy.tls import issue
from services.settings import Settings
from tests.kafka_broker import require_kafka
from tests.samples import MUNICIPALITY
from tests.world import World

AGENCIES = ("HOK-1", "JIR-1", "KOD-1", "AU-1")


@dataclass(frozen=True)
class KafkaWorld:
    """A world and the broker under it, which tests may kill and must start again."""

    world: World
    broker: Broker


@pytest.fixture(scope="session")
def kafka_world(
    pytestconfig: pytest.Config, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[KafkaWorld]:
    """A world on a broker of these tests' own."""
    require_kafka(pytestconfig)
    home = tmp_path_factory.mktemp("world")
    tls = Settings(home).tls(MUNICIPALITY)
    authority = issue(tls, MUNICIPALITY, ["broker", "admin"])
    broker = Broker(
        BrokerSettings(
            home / "kafka",
            MUNICIPALITY,
            broker=authority.credentials("broker"),
            admin=authority.credentials("admin"),
        )
    )
    broker.start()
    yield KafkaWorld(World(home, AGENCIES, broker.bootstrap), broker)
    broker.stop()


@pytest.fixture
def embedded_world(tmp_path: Path) -> World:
    """A world on the embedded log."""
    return World(tmp_path / "home", AGENCIES)


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def world(request: pytest.FixtureRequest) -> World:
    """A world on either log; that on Kafka keeps what earlier tests left there."""
    if request.param == "embedded":
        embedded: World = request.getfixturevalue("embedded_world")
        return embedded
    kafka_world: KafkaWorld = request.getfixturevalue("kafka_world")
    kafka_world.broker.start()
    return kafka_world.world
