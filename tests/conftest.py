"""Fixtures for every test, and what the run says at its end."""

from __future__ import annotations

import pytest

from tests.kafka_broker import SKIPPED, kafka

__all__ = ["kafka"]


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Say loudly that the Kafka tests did not run."""
    if SKIPPED in config.stash:
        terminalreporter.section("Kafka", sep="=", yellow=True)
        terminalreporter.line(config.stash[SKIPPED], yellow=True)
