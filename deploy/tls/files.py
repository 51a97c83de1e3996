"""Keys and certificates on disk: PEM, private keys PKCS#8 and readable by their owner only."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)


class UnreadableKey(ValueError):
    """A key file that is not an unencrypted PEM P-256 key."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"{path}: {why}; restore it from backup, or move it away to issue anew")
        self.path = path


@dataclass(frozen=True)
class Credentials:
    """Where one holder's three PEM files lie."""

    certificate: Path
    key: Path
    ca: Path

    @property
    def pem(self) -> tuple[bytes, bytes, bytes]:
        """Certificate, private key and authority, as gRPC's credential functions take them."""
        return self.certificate.read_bytes(), self.key.read_bytes(), self.ca.read_bytes()


def write_certificate(path: Path, certificate: x509.Certificate) -> None:
    """Replaces the file in one step."""
    _replace(path, certificate.public_bytes(Encoding.PEM), 0o644)


def write_key(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """Replaces the file in one step; at no instant may another user read it."""
    _replace(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)


def read_certificate(path: Path) -> x509.Certificate:
    """Raises OSError or ValueError (not PEM)."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def read_key(path: Path) -> ec.EllipticCurvePrivateKey:
    """Raises OSError, or UnreadableKey for any other content or curve."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (TypeError, ValueError) as error:
        raise UnreadableKey(path, "not an unencrypted PEM private key") from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise UnreadableKey(path, "not a P-256 key")
    return key


def _replace(path: Path, content: bytes, mode: int) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
