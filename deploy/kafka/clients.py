"""Opening kafka-python clients so that a failed attempt leaves no thread and no socket behind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from kafka import KafkaAdminClient
from kafka.net.compat import KafkaNetClient
from kafka.net.selector import NetworkSelector

from deploy.kafka.connecting import ConnectionManager
from deploy.tls import Credentials

_Client = TypeVar("_Client")


def open_client(make: Callable[..., _Client], options: Mapping[str, object]) -> _Client:
    """``make(**options)``, a client of kafka-python; closes its network part where that raises.

    A client starts its network thread before it first reaches a broker and does not stop it when
    that fails; a caller that retries would gather threads. Raises what ``make`` raises.
    """
    opened: list[KafkaNetClient] = []

    def network(**configs: object) -> KafkaNetClient:
        patience = configs["request_timeout_ms"]
        configs["socket_connection_setup_timeout_ms"] = patience
        configs["socket_connection_setup_timeout_max_ms"] = patience
        loop = NetworkSelector(**configs)
        client = KafkaNetClient(loop, ConnectionManager(loop, **configs), **configs)
        opened.append(client)
        return client

    try:
        return make(**options, kafka_client=network)
    except BaseException:
        for client in opened:
            client.close()
        raise


def mutual_tls(bootstrap: str, credentials: Credentials) -> dict[str, object]:
    """The options of a client that is known by its certificate."""
    return {
        "bootstrap_servers": bootstrap,
        "security_protocol": "SSL",
        "ssl_cafile": str(credentials.ca),
        "ssl_certfile": str(credentials.certificate),
        "ssl_keyfile": str(credentials.key),
    }


def open_admin(
    bootstrap: str, credentials: Credentials, *, timeout_seconds: float = 15.0
) -> KafkaAdminClient:
    """An administrator's client; the caller closes it. Raises kafka.errors.KafkaError, OSError."""
    options = mutual_tls(bootstrap, credentials)
    options["bootstrap_timeout_ms"] = int(timeout_seconds * 1000)
    return open_client(KafkaAdminClient, options)
