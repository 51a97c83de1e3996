"""Fixtures for every test, and what the run says at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import HealthCheck, settings

from tests.browser.chromium import NO_BROWSER
from tests.kafka_broker import SKIPPED, kafka
from tests.keycloak.fixture import NO_PROVIDER
from tests.worlds import embedded_world, kafka_world, world

__all__ = ["embedded_world", "kafka", "kafka_world", "world"]


def pytest_configure() -> None:
    """No property fails because the machine is busy: hypothesis' own clocks are off.

    A commit is judged on the same examples everywhere; ``make explore`` draws new ones.
    """
    patient = settings(
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
        derandomize="ENISHI_EXPLORE" not in os.environ,
    )
    settings.register_profile("patient", patient)
    settings.load_profile("patient")


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly that tests of the real parts did not run."""
    for name, key in (("Kafka", SKIPPED), ("Browser", NO_BROWSER), ("Keycloak", NO_PROVIDER)):
        if key in config.stash:
            terminalreporter.section(name, sep="=", yellow=True)
            terminalreporter.line(config.stash[key], yellow=True)


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """The command line sends log lines to the standard error it finds, which ends with its test."""
    yield
    structlog.reset_defaults()
