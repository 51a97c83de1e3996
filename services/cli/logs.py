"""The log of a home: its embedded file, or its own broker."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from services.cli.options import LogDriver
from services.settings import Settings
from services.wiring.local_broker import local_kafka
from services.wiring.logs import EmbeddedLogs, Logs


@contextmanager
def opened_logs(settings: Settings, municipality: str, log: LogDriver) -> Iterator[Logs]:
    """The log, closed at the end; a broker that was started for it is stopped.

    Raises BrokerUnavailable, LogUnavailable.
    """
    if log is LogDriver.KAFKA:
        with local_kafka(settings, municipality) as logs:
            yield logs
        return
    embedded = EmbeddedLogs(settings)
    try:
        yield embedded
    finally:
        embedded.close()
