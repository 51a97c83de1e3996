"""The package file: signed by the sender, then encrypted to the receiver, one file.

``ENISHI TRANSFER\\n``, version (2 bytes), length of the header (4 bytes, both big-endian), the
header in clear, and the rest sealed by HPKE in base mode (RFC 9180; X25519, HKDF-SHA-256,
AES-256-GCM) with everything before it as ``info``. Sealed are the sender's Ed25519 signature (RFC
8032, 64 bytes) and the content. The signature covers the header too, which names the receiver and
its key: a receiver cannot pass the package on to a third as if it had been sent there. The header
holds no personal data; the sender, who cannot open what it sealed, reads from it later on what the
reply is about.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from services.transfer.canonical import check_size
from services.transfer.keys import PublicKeys, TransferKeys
from services.transfer.package import Content, Header, header_bytes, parse_content, parse_header
from services.transfer.refusal import TransferRefused

MAGIC = b"ENISHI TRANSFER\n"
VERSION = 1
MAX_PACKAGE_BYTES = 8 << 20
MAX_HEADER_BYTES = 2048
SIGNATURE_BYTES = 64
_VERSION_BYTES = 2
_LENGTH_BYTES = 4
_SIGNED = b"enishi transfer package\0"


@dataclass(frozen=True, slots=True)
class Outside:
    """What can be read of a package without any key. ``sha256`` is of the whole file, in hex."""

    header: Header
    sha256: str


@dataclass(frozen=True, slots=True)
class Opened:
    """A package whose sender is certain and whose bytes are as sent."""

    header: Header
    content: Content
    sha256: str


def seal_package(
    header: Header, content: Content, sender: TransferKeys, receiver: PublicKeys
) -> bytes:
    """The file's bytes; each call gives others. Raises TransferRefused (TOO_LARGE)."""
    outside = header_bytes(header)
    before = b"".join(
        (
            MAGIC,
            VERSION.to_bytes(_VERSION_BYTES, "big"),
            len(outside).to_bytes(_LENGTH_BYTES, "big"),
            outside,
        )
    )
    inside = content.to_bytes()
    signature = sender.signing.sign(_SIGNED + before + inside)
    package = before + _suite().encrypt(signature + inside, receiver.sealing_key, before)
    check_size(package, MAX_PACKAGE_BYTES, "package")
    return package


def read_outside(package: bytes) -> Outside:
    """What stands on the outside; nobody's signature is checked by this.

    Raises TransferRefused: TOO_LARGE, NOT_A_PACKAGE, UNKNOWN_VERSION, MALFORMED.
    """
    return _read(package)[0]


def open_package(package: bytes, receiver: TransferKeys, sender: PublicKeys) -> Opened:
    """The content, once everything about the package is right.

    Raises what ``read_outside`` raises, and TransferRefused: WRONG_RECEIVER, WRONG_SENDER,
    OTHER_KEY, ALTERED, BAD_SIGNATURE.
    """
    outside, start = _read(package)
    header = outside.header
    _check_parties(header, receiver.public, sender)
    before, sealed = package[:start], package[start:]
    try:
        inside = _suite().decrypt(sealed, receiver.opening, before)
    except InvalidTag as error:
        raise TransferRefused(
            "package", "ALTERED", "is not as it was sealed; ask for the file again"
        ) from error
    signature, content = inside[:SIGNATURE_BYTES], inside[SIGNATURE_BYTES:]
    sender.verify(signature, _SIGNED + before + content, "package")
    return Opened(header, parse_content(content), outside.sha256)


def package_sha256(package: bytes) -> str:
    """What both sides compare: SHA-256 of the file as it travels, in hex."""
    return hashlib.sha256(package).hexdigest()


def _read(package: bytes) -> tuple[Outside, int]:
    check_size(package, MAX_PACKAGE_BYTES, "package")
    at = len(MAGIC)
    if package[:at] != MAGIC:
        raise TransferRefused("package", "NOT_A_PACKAGE", "choose the file that was sent to you")
    version = int.from_bytes(package[at : at + _VERSION_BYTES], "big")
    if version != VERSION:
        raise TransferRefused(
            "package.version",
            "UNKNOWN_VERSION",
            f"is {version}, this side reads {VERSION}; update whichever side is older",
        )
    at += _VERSION_BYTES
    length = int.from_bytes(package[at : at + _LENGTH_BYTES], "big")
    at += _LENGTH_BYTES
    if length > MAX_HEADER_BYTES:
        raise TransferRefused("header", "TOO_LARGE", f"larger than {MAX_HEADER_BYTES} bytes")
    header = parse_header(package[at : at + length])
    return Outside(header, package_sha256(package)), at + length


def _check_parties(header: Header, receiver: PublicKeys, sender: PublicKeys) -> None:
    if header.to_municipality != receiver.municipality:
        raise TransferRefused(
            "header.to_municipality",
            "WRONG_RECEIVER",
            f"is for {header.to_municipality}, not for {receiver.municipality}; give it back",
        )
    if header.from_municipality != sender.municipality:
        raise TransferRefused(
            "header.from_municipality", "WRONG_SENDER", f"is not {sender.municipality}"
        )
    for key, known, whose in (
        (header.receiver_key, receiver, "receiver_key"),
        (header.sender_key, sender, "sender_key"),
    ):
        if key != known.key_id:
            raise TransferRefused(
                f"header.{whose}",
                "OTHER_KEY",
                f"is not the key of {known.municipality} known here; compare the fingerprints of "
                "`enishi transfer keys` on both sides",
            )


def _suite() -> Suite:
    return Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
