"""``python -m deploy.kafka`` from nothing: up, status, down, and up again with its data."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kafka_broker import require_kafka

pytestmark = pytest.mark.kafka


@pytest.fixture
def home(pytestconfig: pytest.Config, tmp_path: Path) -> Iterator[Path]:
    """A state directory; whatever runs in it is stopped."""
    require_kafka(pytestconfig)
    yield tmp_path / "home"
    command(tmp_path / "home", "down")


def command(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it and return what it said."""
    return subprocess.run(
        [sys.executable, "-m", "deploy.kafka", *arguments],
        env={**os.environ, "ENISHI_HOME": str(home), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_broker_comes_up_tells_its_state_and_goes_down(home: Path) -> None:
    assert command(home, "status").returncode == 1
    started = command(home, "up", "HOK-1", "SHO-1")
    assert started.returncode == 0, started.stdout + started.stderr
    created = "created: enishi.131016.HOK-1, enishi.131016.SHO-1, enishi.schemas"
    assert created in started.stdout
    again = command(home, "up", "HOK-1")
    assert "created: none" in again.stdout
    assert again.stdout.splitlines()[0] == started.stdout.splitlines()[0]
    running = command(home, "status")
    assert running.returncode == 0
    assert "enishi.131016.HOK-1" in running.stdout
    assert {path.name for path in (home / "tls").glob("*.pem")} == {
        *("ca.pem", "admin.pem", "broker.pem", "projector.pem", "auditor.pem"),
        *("HOK-1.pem", "SHO-1.pem"),
    }
    assert command(home, "down").stdout == "Kafka stopped\n"
    assert command(home, "status").returncode == 1


def test_a_malformed_agency_is_refused_before_anything_starts(home: Path) -> None:
    refused = command(home, "up", "hok1")
    assert refused.returncode == 2
    assert "HOK-1" in refused.stderr
    assert not home.exists()
