"""A municipality's transfer keys: one to sign with, one by which others seal to it.

Ed25519 (RFC 8032) and X25519 (RFC 7748). The public half travels as a small file whose fingerprint
the two municipalities compare by another way (by telephone, on paper) before they trust it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from schemas.topics import MUNICIPALITY_CODE
from services.transfer.canonical import canonical, check_size, parse_canonical
from services.transfer.plain import from_plain, to_plain
from services.transfer.refusal import TransferRefused

MAX_KEY_FILE_BYTES = 4096
KEY_BYTES = 32
_FORMAT = "enishi transfer keys"
_VERSION = 1
_GROUP = 4


@dataclass(frozen=True, slots=True)
class _PublicFile:
    format: str
    version: int
    municipality: str
    signing: str
    sealing: str


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What others need: ``verifying`` is the raw Ed25519 key, ``sealing`` the raw X25519 key."""

    municipality: str
    verifying: bytes
    sealing: bytes

    @property
    def key_id(self) -> str:
        """SHA-256 of the public file, in hex: names both keys."""
        return hashlib.sha256(self.to_file()).hexdigest()

    @property
    def fingerprint(self) -> str:
        """The key id in groups of four, to be read aloud."""
        name = self.key_id
        return " ".join(name[at : at + _GROUP] for at in range(0, len(name), _GROUP))

    def to_file(self) -> bytes:
        """The public file's bytes: canonical JSON."""
        return canonical(
            to_plain(
                _PublicFile(
                    _FORMAT,
                    _VERSION,
                    self.municipality,
                    self.verifying.hex(),
                    self.sealing.hex(),
                )
            )
        )

    @property
    def sealing_key(self) -> X25519PublicKey:
        """The key that packages to this municipality are encrypted to."""
        return X25519PublicKey.from_public_bytes(self.sealing)

    def verify(self, signature: bytes, signed: bytes, field: str) -> None:
        """Raises TransferRefused (BAD_SIGNATURE) where this municipality did not sign that."""
        try:
            Ed25519PublicKey.from_public_bytes(self.verifying).verify(signature, signed)
        except InvalidSignature as error:
            raise TransferRefused(
                field,
                "BAD_SIGNATURE",
                f"not signed by the key trusted for {self.municipality}; ask for the file again "
                "and compare the fingerprints of `enishi transfer keys`",
            ) from error


@dataclass(frozen=True, slots=True)
class TransferKeys:
    """Both halves of one municipality's keys; never printed, never leaves its folder."""

    municipality: str
    signing: Ed25519PrivateKey
    opening: X25519PrivateKey

    @classmethod
    def generate(cls, municipality: str) -> TransferKeys:
        """New keys."""
        return cls(municipality, Ed25519PrivateKey.generate(), X25519PrivateKey.generate())

    @property
    def public(self) -> PublicKeys:
        """The half that others are given."""
        return PublicKeys(
            self.municipality,
            self.signing.public_key().public_bytes_raw(),
            self.opening.public_key().public_bytes_raw(),
        )


def parse_public_keys(raw: bytes) -> PublicKeys:
    """The public file of another municipality.

    Raises TransferRefused: TOO_LARGE, MALFORMED, UNKNOWN_VERSION, BAD_KEY.
    """
    check_size(raw, MAX_KEY_FILE_BYTES, "keys")
    value = parse_canonical(raw.rstrip(b"\n"), "keys")
    if not isinstance(value, dict) or value.get("format") != _FORMAT:
        raise TransferRefused("keys.format", "MALFORMED", f"not a file of {_FORMAT}")
    if value.get("version") != _VERSION:
        raise TransferRefused(
            "keys.version", "UNKNOWN_VERSION", f"this side reads version {_VERSION}; update it"
        )
    file = from_plain(_PublicFile, value, "keys")
    if not MUNICIPALITY_CODE.match(file.municipality):
        raise TransferRefused("keys.municipality", "MALFORMED", "not a code of six digits")
    keys = PublicKeys(
        file.municipality, _key(file.signing, "signing"), _key(file.sealing, "sealing")
    )
    try:
        # A point of small order would make every shared secret the same; RFC 7748, section 6.1.
        X25519PrivateKey.generate().exchange(keys.sealing_key)
    except ValueError as error:
        raise _bad("sealing") from error
    return keys


def _key(text: str, name: str) -> bytes:
    try:
        raw = bytes.fromhex(text)
    except ValueError as error:
        raise _bad(name) from error
    if len(raw) != KEY_BYTES or raw.hex() != text:
        raise _bad(name)
    return raw


def _bad(name: str) -> TransferRefused:
    return TransferRefused(f"keys.{name}", "BAD_KEY", "no such key exists; ask for the file again")
