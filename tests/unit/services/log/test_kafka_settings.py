"""Settings that could not work, or would not be secure, are refused with the field's name."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from services.log.kafka_settings import KafkaSettings

CERTIFICATE: Mapping[str, object] = {
    "bootstrap": "a:1,b:2",
    "ca_file": Path("ca.pem"),
    "certificate_file": Path("HOK-1.pem"),
    "key_file": Path("HOK-1.key"),
}
PASSWORD: Mapping[str, object] = {
    "bootstrap": "a:1",
    "ca_file": Path("ca.pem"),
    "security_protocol": "SASL_SSL",
    "sasl_mechanism": "SCRAM-SHA-512",
    "username": "131016.HOK-1",
    "password": "canary",
}


def settings(given: Mapping[str, object], **changes: object) -> KafkaSettings:
    """Those settings with these fields changed."""
    build: type = KafkaSettings
    made: KafkaSettings = build(**{**given, **changes})
    return made


def test_a_certificate_holder_reaches_every_broker_by_tls() -> None:
    assert settings(CERTIFICATE).client_options() == {
        "bootstrap_servers": ["a:1", "b:2"],
        "security_protocol": "SSL",
        "ssl_cafile": "ca.pem",
        "ssl_certfile": "HOK-1.pem",
        "ssl_keyfile": "HOK-1.key",
    }


def test_a_password_goes_over_tls_too_and_is_never_shown() -> None:
    made = settings(PASSWORD)
    assert made.client_options() == {
        "bootstrap_servers": ["a:1"],
        "security_protocol": "SASL_SSL",
        "ssl_cafile": "ca.pem",
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": "131016.HOK-1",
        "sasl_plain_password": "canary",
    }
    assert "canary" not in repr(made)


@pytest.mark.parametrize(
    ("given", "changes", "field"),
    [
        (CERTIFICATE, {"security_protocol": "PLAINTEXT"}, "security_protocol"),
        (PASSWORD, {"security_protocol": "SASL_PLAINTEXT"}, "security_protocol"),
        (CERTIFICATE, {"key_file": None}, "key_file"),
        (CERTIFICATE, {"certificate_file": None}, "certificate_file"),
        (PASSWORD, {"sasl_mechanism": "PLAIN"}, "sasl_mechanism"),
        (PASSWORD, {"username": None}, "username"),
        (PASSWORD, {"password": ""}, "password"),
        (CERTIFICATE, {"min_insync_replicas": 2}, "min_insync_replicas"),
        (CERTIFICATE, {"min_insync_replicas": 0}, "min_insync_replicas"),
    ],
)
def test_other_settings_are_refused_by_the_name_of_the_field(
    given: Mapping[str, object], changes: Mapping[str, object], field: str
) -> None:
    with pytest.raises(ValueError, match=field):
        settings(given, **changes)
