"""A signed note: a text, and signatures under it that name who made them.

Source: C2SP signed-note (Ed25519, algorithm 0x01) and C2SP tlog-cosignature (timestamped Ed25519,
algorithm 0x04). Key pairs are Ed25519 (RFC 8032).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SIGNED: Final = 0x01
COSIGNED: Final = 0x04
KEY_BYTES: Final = 32

_ID_BYTES = 4
_TIME_BYTES = 8
_SIGNATURE_BYTES = 64
_NAME = re.compile(r"[^\s+]+")
_LINE = re.compile(r"— (\S+) (\S+)")
_MAX_NOTE = 1_000_000
"""Bytes; a longer note is refused unread."""


class NoteRefused(Exception):
    """The bytes are no signed note, or a signature is not what it says. Says why, not what."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below the text: ``id`` tells the signer's key from others of that name."""

    name: str
    id: bytes
    bytes: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """``text`` ends with a line break."""

    text: str
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Verifier:
    """A name and its public key (32 bytes); ``algorithm``: SIGNED for whoever states the text,
    COSIGNED for whoever witnesses it."""

    name: str
    key: bytes
    algorithm: int = SIGNED

    def __post_init__(self) -> None:
        """Raises NoteRefused where the name could not stand in a note, or the key is none."""
        if not _NAME.fullmatch(self.name):
            raise NoteRefused("a signer's name has no space and no plus sign and is not empty")
        if len(self.key) != KEY_BYTES or self.algorithm not in (SIGNED, COSIGNED):
            raise NoteRefused(f"{self.name}: an Ed25519 key has {KEY_BYTES} bytes")

    @property
    def id(self) -> bytes:
        """The key's 4 bytes in a signature line."""
        named = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.key
        return hashlib.sha256(named).digest()[:_ID_BYTES]

    def __str__(self) -> str:
        """The verifier key as it is handed on: ``name+hex id+base64 key``."""
        key = base64.b64encode(bytes([self.algorithm]) + self.key).decode()
        return f"{self.name}+{self.id.hex()}+{key}"


@dataclass(frozen=True, slots=True)
class Signer:
    """Signs as ``verifier``; the private key never leaves it."""

    verifier: Verifier
    key: Ed25519PrivateKey

    @classmethod
    def of(cls, name: str, key: Ed25519PrivateKey, algorithm: int = SIGNED) -> Signer:
        """The signer of that name."""
        return cls(Verifier(name, key.public_key().public_bytes_raw(), algorithm), key)

    def sign(self, text: str) -> Signature:
        """A statement of the text. Raises NoteRefused where this key is a witness's."""
        if self.verifier.algorithm != SIGNED:
            raise NoteRefused(f"{self.verifier.name} witnesses, it does not state")
        signed = self.key.sign(_checked_text(text).encode())
        return Signature(self.verifier.name, self.verifier.id, signed)

    def cosign(self, text: str, at: int) -> Signature:
        """A witness's signature at ``at`` (seconds since 1970). Raises NoteRefused where this key
        states."""
        if self.verifier.algorithm != COSIGNED:
            raise NoteRefused(f"{self.verifier.name} states, it does not witness")
        signed = self.key.sign(_witnessed(_checked_text(text), at))
        time = at.to_bytes(_TIME_BYTES, "big")
        return Signature(self.verifier.name, self.verifier.id, time + signed)


def parse_verifier(text: str) -> Verifier:
    """From ``name+hex id+base64 key``. Raises NoteRefused."""
    name, _, rest = text.partition("+")
    id_, _, encoded = rest.partition("+")
    key = from_base64(encoded)
    if len(key) != 1 + KEY_BYTES:
        raise NoteRefused("a verifier key is name+id+key, the key an Ed25519 key in base64")
    verifier = Verifier(name, key[1:], key[0])
    if verifier.id.hex() != id_:
        raise NoteRefused(f"{name}: the id in the verifier key is not the key's")
    return verifier


def note_bytes(note: Note) -> bytes:
    """The note as it is published."""
    lines = [
        f"— {one.name} {base64.b64encode(one.id + one.bytes).decode()}\n" for one in note.signatures
    ]
    return f"{_checked_text(note.text)}\n{''.join(lines)}".encode()


def parse_note(data: bytes) -> Note:
    """From its bytes; no signature is checked yet. Raises NoteRefused."""
    if len(data) > _MAX_NOTE:
        raise NoteRefused("the note is too long")
    try:
        whole = data.decode()
    except UnicodeDecodeError as error:
        raise NoteRefused("the note is not UTF-8") from error
    text, gap, below = whole.rpartition("\n\n")
    if not gap or not below.endswith("\n"):
        raise NoteRefused("the note has no signatures below an empty line")
    return Note(
        _checked_text(text + "\n"), tuple(_signature(line) for line in below[:-1].split("\n"))
    )


def check_signed(note: Note, verifier: Verifier) -> None:
    """Raises NoteRefused unless the text was signed by this key."""
    signature = _of(note, verifier)
    _check(verifier, signature.bytes, note.text.encode())


def cosigned_at(note: Note, witness: Verifier) -> int:
    """When the witness signed (seconds since 1970). Raises NoteRefused unless it did."""
    signature = _of(note, witness)
    at = int.from_bytes(signature.bytes[:_TIME_BYTES], "big")
    _check(witness, signature.bytes[_TIME_BYTES:], _witnessed(note.text, at))
    return at


def has_signature(note: Note, verifier: Verifier) -> bool:
    """Whether there is a line by this key; whether it is good is another question."""
    return any((one.name, one.id) == (verifier.name, verifier.id) for one in note.signatures)


def with_signatures(note: Note, added: Sequence[Signature]) -> Note:
    """The note with more lines; a second one of a key is left out."""
    known = {(one.name, one.id) for one in note.signatures}
    new = [one for one in added if (one.name, one.id) not in known]
    return Note(note.text, (*note.signatures, *new))


def _of(note: Note, verifier: Verifier) -> Signature:
    found = [s for s in note.signatures if (s.name, s.id) == (verifier.name, verifier.id)]
    if len(found) != 1:
        raise NoteRefused(f"{len(found)} signatures by {verifier.name}, one is due")
    return found[0]


def _check(verifier: Verifier, signature: bytes, message: bytes) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, message)
    except InvalidSignature as error:
        raise NoteRefused(f"the signature by {verifier.name} is not of this text") from error


def _witnessed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _signature(line: str) -> Signature:
    found = _LINE.fullmatch(line)
    decoded = from_base64(found[2]) if found else b""
    if found is None or len(decoded) <= _ID_BYTES or not _NAME.fullmatch(found[1]):
        raise NoteRefused("a line below the text is no signature")
    return Signature(found[1], decoded[:_ID_BYTES], decoded[_ID_BYTES:])


def from_base64(text: str) -> bytes:
    """The bytes of the one spelling they have: unused bits must be zero. Raises NoteRefused."""
    try:
        decoded = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NoteRefused("a part that must be base64 is not") from error
    if base64.b64encode(decoded).decode() != text:
        raise NoteRefused("a part in base64 has a second spelling")
    return decoded


def _checked_text(text: str) -> str:
    if not text.endswith("\n") or any(ord(one) < 0x20 and one != "\n" for one in text):
        raise NoteRefused("the text does not end its line, or holds a control character")
    return text
