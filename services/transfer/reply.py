"""The receiver's signed answer to a package, and what the sender makes of it.

Canonical JSON, a line; it holds no personal data and is not encrypted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from services.transfer.canonical import canonical, check_size, parse_canonical
from services.transfer.container import SIGNATURE_BYTES, Outside
from services.transfer.keys import PublicKeys, TransferKeys
from services.transfer.package import (
    check_hash,
    check_instant,
    check_municipality,
    check_transfer,
)
from services.transfer.plain import from_plain, to_plain
from services.transfer.refusal import TransferRefused

MAX_REPLY_BYTES = 4096
_FORMAT = "enishi transfer reply"
_VERSION = 1
_SIGNED = b"enishi transfer reply\0"

Verdict = Literal["MATCHES", "TRANSFER_MISMATCH"]


@dataclass(frozen=True, slots=True)
class Reply:
    """What ``municipality`` signs for; ``answered_at`` is an instant (ISO 8601)."""

    transfer_id: str
    transfer_type: str
    package_sha256: str
    answered_at: str
    municipality: str


@dataclass(frozen=True, slots=True)
class _ReplyFile:
    format: str
    version: int
    reply: Reply
    signature: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A genuine reply against what was sent: the members that differ, none where it matches."""

    reply: Reply
    differs: tuple[str, ...]

    @property
    def verdict(self) -> Verdict:
        """The code of the alert, where there is one."""
        return "TRANSFER_MISMATCH" if self.differs else "MATCHES"


def sign_reply(reply: Reply, keys: TransferKeys) -> bytes:
    """The reply file's bytes. ``reply.municipality`` is the one that signs."""
    signature = keys.signing.sign(_SIGNED + canonical(to_plain(reply)))
    return canonical(to_plain(_ReplyFile(_FORMAT, _VERSION, reply, signature.hex()))) + b"\n"


def read_reply(raw: bytes, receiver: PublicKeys) -> Reply:
    """The reply, once it is certain that ``receiver`` signed it.

    Raises TransferRefused: TOO_LARGE, MALFORMED, UNKNOWN_VERSION, WRONG_SENDER, BAD_SIGNATURE.
    """
    check_size(raw, MAX_REPLY_BYTES, "reply")
    value = parse_canonical(raw.removesuffix(b"\n"), "reply")
    if not isinstance(value, dict) or value.get("format") != _FORMAT:
        raise TransferRefused("reply.format", "MALFORMED", f"is no {_FORMAT}; choose another file")
    if value.get("version") != _VERSION:
        raise TransferRefused(
            "reply.version",
            "UNKNOWN_VERSION",
            f"this side reads version {_VERSION}; update whichever side is older",
        )
    file = from_plain(_ReplyFile, value, "reply")
    _check(file.reply)
    if file.reply.municipality != receiver.municipality:
        raise TransferRefused(
            "reply.municipality",
            "WRONG_SENDER",
            f"the package went to {receiver.municipality}, somebody else answered",
        )
    signature = _signature(file.signature)
    receiver.verify(signature, _SIGNED + canonical(to_plain(file.reply)), "reply")
    return file.reply


def check_reply(raw: bytes, sent: Outside, sender: PublicKeys, receiver: PublicKeys) -> Checked:
    """A reply held against the package it should be about: a reply to another transfer, another
    package or with another type does not match.

    Raises what ``read_reply`` raises; WRONG_SENDER for a package that ``sender`` did not send.
    """
    if sent.header.from_municipality != sender.municipality:
        raise TransferRefused(
            "header.from_municipality",
            "WRONG_SENDER",
            f"is not {sender.municipality}; choose the package that you sent",
        )
    reply = read_reply(raw, receiver)
    expected = (
        ("transfer_id", sent.header.transfer_id),
        ("transfer_type", sent.header.transfer_type),
        ("package_sha256", sent.sha256),
    )
    return Checked(reply, tuple(name for name, value in expected if getattr(reply, name) != value))


def _check(reply: Reply) -> None:
    check_transfer(reply.transfer_id, reply.transfer_type, "reply")
    check_hash(reply.package_sha256, "reply.package_sha256")
    check_municipality(reply.municipality, "reply.municipality")
    check_instant(reply.answered_at, "reply.answered_at")


def _signature(text: str) -> bytes:
    try:
        signature = bytes.fromhex(text)
    except ValueError:
        signature = b""
    if len(signature) != SIGNATURE_BYTES or signature.hex() != text:
        raise TransferRefused("reply.signature", "MALFORMED", "is no signature; ask for it again")
    return signature
