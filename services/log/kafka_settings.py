"""How to reach a Kafka cluster, and as whom."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

_PROTOCOLS = ("SSL", "SASL_SSL")
_MECHANISMS = ("SCRAM-SHA-256", "SCRAM-SHA-512")


@dataclass(frozen=True)
class KafkaSettings:
    """TLS always; known by a certificate (``SSL``) or by name and password (``SASL_SSL``).

    Raises ValueError naming the field: there is no unencrypted way to the log.
    """

    bootstrap: str
    """``host:port``, several of them comma-separated."""
    ca_file: Path
    certificate_file: Path | None = None
    key_file: Path | None = None
    security_protocol: str = "SSL"
    sasl_mechanism: str | None = None
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    replication_factor: int = 1
    min_insync_replicas: int = 1

    def __post_init__(self) -> None:
        """Refuse what could not work, or would not be secure."""
        if self.security_protocol not in _PROTOCOLS:
            raise ValueError(f"security_protocol must be one of {', '.join(_PROTOCOLS)}")
        if self.security_protocol == "SSL" and not (self.certificate_file and self.key_file):
            raise ValueError("certificate_file and key_file are needed for security_protocol SSL")
        if self.security_protocol == "SASL_SSL":
            if self.sasl_mechanism not in _MECHANISMS:
                raise ValueError(f"sasl_mechanism must be one of {', '.join(_MECHANISMS)}")
            if not (self.username and self.password):
                raise ValueError("username and password are needed for security_protocol SASL_SSL")
        if not 1 <= self.min_insync_replicas <= self.replication_factor:
            raise ValueError("min_insync_replicas must lie between 1 and replication_factor")

    def client_options(self) -> dict[str, object]:
        """As kafka-python's constructors take them."""
        options: dict[str, object] = {
            "bootstrap_servers": self.bootstrap.split(","),
            "security_protocol": self.security_protocol,
            "ssl_cafile": str(self.ca_file),
        }
        if self.certificate_file and self.key_file:
            options["ssl_certfile"] = str(self.certificate_file)
            options["ssl_keyfile"] = str(self.key_file)
        if self.security_protocol == "SASL_SSL":
            options["sasl_mechanism"] = self.sasl_mechanism
            options["sasl_plain_username"] = self.username
            options["sasl_plain_password"] = self.password
        return options
