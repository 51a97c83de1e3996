"""The certificates themselves: RFC 5280 profiles for the local authority and what it signs.

ECDSA P-256 throughout: BoringSSL (gRPC), Java 17 (Kafka's PEM stores) and OpenSSL (kafka-python)
all take it; Ed25519 is missing from the first.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFETIME = timedelta(days=3650)
CLOCK_TOLERANCE = timedelta(days=1)
"""Certificates are valid from this long before ``now``: agencies' clocks are not in step."""


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def authority_name(municipality: str) -> x509.Name:
    """The subject of a municipality's authority; two municipalities never share one."""
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"Enishi CA {municipality}")])


def authority_certificate(
    key: ec.EllipticCurvePrivateKey, municipality: str, now: datetime
) -> x509.Certificate:
    """A self-signed authority, ten years, that may sign end certificates only."""
    name = authority_name(municipality)
    builder = _builder(name, name, key.public_key(), now, now + AUTHORITY_LIFETIME)
    return (
        builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(_authority_key_id(key.public_key()), critical=False)
        .sign(key, SHA256())
    )


def end_certificate(  # the arguments are the fields of the certificate
    authority: x509.Certificate,
    authority_key: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePublicKey,
    uri: str,
    hosts: tuple[str, ...],
    now: datetime,
    lifetime: timedelta,
) -> x509.Certificate:
    """A certificate for both ends of mutual TLS, which never outlives its authority.

    ``uri`` names the holder, ``hosts`` are the DNS names and IP addresses it may serve at.
    """
    *_, municipality, holder = uri.split(":")
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, municipality),
            x509.NameAttribute(NameOID.COMMON_NAME, holder),
        ]
    )
    end = min(now + lifetime, authority.not_valid_after_utc)
    usages = [ExtendedKeyUsageOID.CLIENT_AUTH, ExtendedKeyUsageOID.SERVER_AUTH]
    return (
        _builder(name, authority.subject, key, now, end)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage(usages), critical=False)
        .add_extension(alternative_names(uri, hosts), critical=False)
        .add_extension(_authority_key_id(authority_key.public_key()), critical=False)
        .sign(authority_key, SHA256())
    )


def alternative_names(uri: str, hosts: tuple[str, ...]) -> x509.SubjectAlternativeName:
    """The holder's URN, then the hosts it may serve at."""
    return x509.SubjectAlternativeName(
        [x509.UniformResourceIdentifier(uri), *(_host(host) for host in hosts)]
    )


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start - CLOCK_TOLERANCE)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _authority_key_id(key: ec.EllipticCurvePublicKey) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(key)


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )
