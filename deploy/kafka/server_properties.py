"""The settings of the one-node broker: KRaft, mutual TLS, access denied unless granted.

Source: https://kafka.apache.org/documentation/#brokerconfigs, KIP-500 (KRaft), KIP-651 (PEM),
KIP-371 (principal mapping), KIP-801 (StandardAuthorizer).
"""

from __future__ import annotations

from pathlib import Path

MAX_BATCH_BYTES = 1_310_720
"""What one produce batch may weigh: a record of 1 MiB that does not compress, and its frame."""

PRINCIPAL_RULE = "RULE:^CN=([A-Za-z0-9-]+),O=([0-9]{6})$/$2.$1/"
"""``CN=HOK-1,O=131016`` becomes ``131016.HOK-1``; any other subject is turned away."""


def server_properties(
    *,
    data: Path,
    keystore: Path,
    truststore: Path,
    client_port: int,
    controller_port: int,
    super_users: tuple[str, ...],
) -> str:
    """The text of ``server.properties``.

    ``super_users`` are principals as ``User:<municipality>.<name>``: the administrator, and the
    broker itself, which registers with its own controller before any ACL exists.
    """
    settings = {
        "process.roles": "broker,controller",
        "node.id": "1",
        "controller.quorum.voters": f"1@localhost:{controller_port}",
        "controller.listener.names": "CONTROLLER",
        "inter.broker.listener.name": "CLIENTS",
        "listeners": f"CLIENTS://127.0.0.1:{client_port},CONTROLLER://127.0.0.1:{controller_port}",
        "advertised.listeners": (
            f"CLIENTS://localhost:{client_port},CONTROLLER://localhost:{controller_port}"
        ),
        "listener.security.protocol.map": "CLIENTS:SSL,CONTROLLER:SSL",
        "log.dirs": str(data),
        # Mutual TLS with PEM files as deploy.tls writes them.
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(keystore),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(truststore),
        "ssl.client.auth": "required",
        "ssl.enabled.protocols": "TLSv1.3",
        "ssl.principal.mapping.rules": PRINCIPAL_RULE,
        # Nothing is allowed that no ACL allows, and no topic appears by itself.
        "authorizer.class.name": "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
        "allow.everyone.if.no.acl.found": "false",
        "super.users": ";".join(super_users),
        "auto.create.topics.enable": "false",
        "unclean.leader.election.enable": "false",
        # The log is the truth: it is never cut by age or size.
        "log.retention.ms": "-1",
        "log.retention.bytes": "-1",
        "message.max.bytes": str(MAX_BATCH_BYTES),
        "replica.fetch.max.bytes": str(MAX_BATCH_BYTES),
        "socket.request.max.bytes": str(8 * MAX_BATCH_BYTES),
        # Internal topics on a single node.
        "offsets.topic.replication.factor": "1",
        "offsets.topic.num.partitions": "1",
        "transaction.state.log.replication.factor": "1",
        "transaction.state.log.min.isr": "1",
        "transaction.state.log.num.partitions": "1",
        "share.coordinator.state.topic.replication.factor": "1",
        "share.coordinator.state.topic.min.isr": "1",
        # Two cores and a small heap.
        # A killed broker may register again when the session of its former self has ended.
        "broker.session.timeout.ms": "3000",
        "broker.heartbeat.interval.ms": "500",
        "num.network.threads": "2",
        "num.io.threads": "2",
        "background.threads": "2",
        "num.recovery.threads.per.data.dir": "1",
        "log.cleaner.dedupe.buffer.size": str(16 * 1024 * 1024),
    }
    return "".join(f"{name}={value}\n" for name, value in settings.items())
