"""The one-node broker that a municipality's home may carry, with that municipality's authority."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from deploy.kafka.broker import Broker, BrokerSettings
from deploy.tls import issue
from services.settings import Settings
from services.wiring.logs import ADMIN, PROJECTOR, KafkaLogs

BROKER = "broker"


def local_broker(settings: Settings, municipality: str) -> Broker:
    """The broker below this home, running or not. Issues the certificates it needs."""
    authority = issue(settings.tls(municipality), municipality, [BROKER, ADMIN, PROJECTOR])
    return Broker(
        BrokerSettings(
            settings.home / "kafka",
            municipality,
            broker=authority.credentials(BROKER),
            admin=authority.credentials(ADMIN),
        )
    )


@contextmanager
def local_kafka(settings: Settings, municipality: str) -> Iterator[KafkaLogs]:
    """The log on that broker, which is started where it does not run and then stopped at the end.

    Raises BrokerUnavailable.
    """
    broker = local_broker(settings, municipality)
    found_running = broker.pid is not None
    broker.start()
    tls = settings.tls(municipality)
    try:
        logs = KafkaLogs(broker.bootstrap, tls, tls / "ca.pem")
        try:
            yield logs
        finally:
            logs.close()
    finally:
        if not found_running:
            broker.stop()
