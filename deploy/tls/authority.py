"""A municipality's local certificate authority: one directory, one call to bring it up to date."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec

from deploy.tls.certificate import (
    alternative_names,
    authority_certificate,
    authority_name,
    end_certificate,
    new_key,
)
from deploy.tls.files import (
    Credentials,
    UnreadableKey,
    read_certificate,
    read_key,
    write_certificate,
    write_key,
)
from deploy.tls.names import principal_uri
from deploy.tls.revocation import revoked_serials

LOCAL_HOSTS = ("localhost", "127.0.0.1")
DEFAULT_DAYS = 365
_RENEWAL = timedelta(days=30)


class AuthorityUnusable(ValueError):
    """The directory holds an authority that may not sign here; nothing was written."""

    def __init__(self, directory: Path, why: str) -> None:
        super().__init__(f"{directory}: {why}; use another directory, or move this one away")
        self.directory = directory
        self.why = why


@dataclass(frozen=True)
class Authority:
    """An authority on disk and the names it was just asked to vouch for."""

    directory: Path
    municipality: str
    names: tuple[str, ...]
    issued: tuple[str, ...]
    """Those of ``names`` that got a new certificate in this call."""

    @property
    def ca(self) -> Path:
        """The authority's certificate, which every party trusts."""
        return self.directory / "ca.pem"

    def credentials(self, name: str) -> Credentials:
        """Where that holder's files lie. Raises KeyError for a name not asked for."""
        if name not in self.names:
            raise KeyError(name)
        return _credentials(self.directory, name)


def issue(
    out: Path,
    municipality: str,
    names: Sequence[str],
    now: datetime | None = None,
    *,
    days: int = DEFAULT_DAYS,
    hosts: Sequence[str] = LOCAL_HOSTS,
) -> Authority:
    """Makes the authority in ``out`` if there is none, and a certificate for each name.

    A certificate stays while it is this authority's, matches its key, ``hosts`` and name, is not
    revoked, and has 30 days (or a third of its life, if that is less) to go; else it is issued
    anew with a new key. ``now`` is the machine's own clock unless given: TLS libraries judge
    validity by theirs, so a play with another calendar leaves it alone.

    Raises InvalidName (or ValueError for ``now`` and ``days``) before any write, AuthorityUnusable,
    UnreadableKey, or OSError.
    """
    moment = datetime.now(UTC) if now is None else now
    if moment.tzinfo is None:
        raise ValueError("now has no time zone: give an aware datetime")
    lifetime = timedelta(days=days)
    if lifetime <= timedelta(0):
        raise ValueError(f"days is {days}: give at least 1")
    uris = {name: principal_uri(municipality, name) for name in names}
    authority, authority_key = _open_authority(out, municipality, moment)
    issued = []
    for name, uri in uris.items():
        files = _credentials(out, name)
        expected = alternative_names(uri, tuple(hosts))
        if _still_good(files, authority, expected, moment):
            continue
        key = new_key()
        certificate = end_certificate(
            authority, authority_key, key.public_key(), uri, tuple(hosts), moment, lifetime
        )
        write_key(files.key, key)
        write_certificate(files.certificate, certificate)
        issued.append(name)
    return Authority(out, municipality, tuple(uris), tuple(issued))


def _credentials(directory: Path, name: str) -> Credentials:
    return Credentials(directory / f"{name}.pem", directory / f"{name}.key", directory / "ca.pem")


def _open_authority(
    out: Path, municipality: str, now: datetime
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    files = _credentials(out, "ca")
    if not files.ca.exists():
        out.mkdir(parents=True, exist_ok=True)
        # A key without a certificate is what a crash between the two writes leaves.
        key = read_key(files.key) if files.key.exists() else new_key()
        certificate = authority_certificate(key, municipality, now)
        write_key(files.key, key)
        write_certificate(files.ca, certificate)
        return certificate, key
    certificate = read_certificate(files.ca)
    if certificate.subject != authority_name(municipality):
        raise AuthorityUnusable(out, f"its authority is not that of municipality {municipality}")
    if certificate.not_valid_after_utc <= now:
        raise AuthorityUnusable(out, "its authority has expired")
    if not files.key.exists():
        raise AuthorityUnusable(out, "ca.pem is here without ca.key")
    key = read_key(files.key)
    if key.public_key() != certificate.public_key():
        raise AuthorityUnusable(out, "ca.key does not belong to ca.pem")
    return certificate, key


def _still_good(
    files: Credentials,
    authority: x509.Certificate,
    expected: x509.SubjectAlternativeName,
    now: datetime,
) -> bool:
    try:
        certificate = read_certificate(files.certificate)
        key = read_key(files.key)
        certificate.verify_directly_issued_by(authority)
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    except (FileNotFoundError, UnreadableKey, ValueError, InvalidSignature):
        return False
    start, end = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return (
        key.public_key() == certificate.public_key()
        and names.value == expected
        and start <= now < end - min(_RENEWAL, (end - start) / 3)
        and certificate.serial_number not in revoked_serials(files.certificate.parent)
    )
