"""Each driver of the log in turn, for the suites that both must pass; and a served municipality."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.log.port import Log
from tests.contracts.served import Served
from tests.kafka_broker import KafkaForTests
from tests.log_places import EmbeddedPlace, KafkaPlace, LogPlace, fresh_topics
from tests.world import World

WRITERS = ("HOK-1", "JIR-1", "CT-1", "MU-1", "AB-1", "OR-1", "PA-1", "CB-1", "SYS-1", "AU-1")


@pytest.fixture(params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> LogPlace:
    """Each driver in turn."""
    if request.param == "embedded":
        return EmbeddedPlace(tmp_path / "log" / "log.sqlite")
    kafka: KafkaForTests = request.getfixturevalue("kafka")
    return KafkaPlace(kafka.settings("admin"))


@pytest.fixture
def log(place: LogPlace) -> Iterator[Log]:
    """The log, opened once."""
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def topic(log: Log) -> str:
    """A topic that exists and is empty."""
    return fresh_topics(log, 1)[0]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A municipality served over gRPC with TLS, from a process of its own."""
    world = World(tmp_path_factory.mktemp("served"), WRITERS)
    with world.run() as running:
        yield Served(running)
