"""Certificates that no server may accept, for the tests of impersonation (threat 1)."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from deploy.tls import Authority, Credentials, issue, principal_uri
from deploy.tls.authority import LOCAL_HOSTS
from deploy.tls.certificate import end_certificate, new_key
from deploy.tls.files import read_certificate, read_key, write_certificate, write_key


def rogue(directory: Path, authority: Authority, name: str) -> Credentials:
    """A certificate with that name's own URN, signed by somebody else's authority.

    It trusts the true authority, so that the server's certificate is not what fails.
    """
    impostor = issue(directory, authority.municipality, [name])
    return replace(impostor.credentials(name), ca=authority.ca)


def expired(directory: Path, authority: Authority, name: str) -> Credentials:
    """A certificate the true authority signed, which ran out yesterday."""
    directory.mkdir(parents=True, exist_ok=True)
    key = new_key()
    certificate = end_certificate(
        read_certificate(authority.ca),
        read_key(authority.directory / "ca.key"),
        key.public_key(),
        principal_uri(authority.municipality, name),
        LOCAL_HOSTS,
        datetime.now(UTC) - timedelta(days=31),
        timedelta(days=30),
    )
    credentials = Credentials(directory / f"{name}.pem", directory / f"{name}.key", authority.ca)
    write_key(credentials.key, key)
    write_certificate(credentials.certificate, certificate)
    return credentials
