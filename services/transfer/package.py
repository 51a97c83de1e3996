"""The content of a package: one household as the consents for the transfer let it be seen."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from projections.household.view import HouseholdView
from schemas.codes import code_list
from schemas.topics import MUNICIPALITY_CODE
from services.transfer.canonical import canonical, parse_canonical
from services.transfer.plain import from_plain, to_plain
from services.transfer.refusal import TransferRefused

SHA256 = re.compile(r"^[0-9a-f]{64}\Z")


@dataclass(frozen=True, slots=True)
class Header:
    """What stands on the outside: who sends which transfer to whom, and by which keys.

    ``answer_due`` is a day (ISO 8601), the keys are named by ``PublicKeys.key_id``.
    """

    transfer_id: str
    transfer_type: str
    from_municipality: str
    to_municipality: str
    answer_due: str
    sender_key: str
    receiver_key: str


@dataclass(frozen=True, slots=True)
class PackedConsent:
    """One consent that names the receiver, so that it can ask for and state its own.

    ``granted_at`` is an instant, ``valid_until`` a day (empty: without end), ``document_hash``
    SHA-256 in hex (empty: none was recorded).
    """

    consent_id: str
    person_ref: str
    grantor: str
    method: str
    recorded_by: str
    agencies: tuple[str, ...]
    field_codes: tuple[str, ...]
    purposes: tuple[str, ...]
    municipalities: tuple[str, ...]
    granted_at: str
    valid_until: str
    document_hash: str


@dataclass(frozen=True, slots=True)
class Content:
    """What is inside; ``packed_at`` is an instant (ISO 8601)."""

    household: HouseholdView
    consents: tuple[PackedConsent, ...]
    packed_at: str

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical(to_plain(self))


def parse_content(raw: bytes) -> Content:
    """What ``to_bytes`` wrote. Raises TransferRefused (MALFORMED, with the path)."""
    content = from_plain(Content, parse_canonical(raw, "content"), "content")
    check_instant(content.packed_at, "content.packed_at")
    return content


def header_bytes(header: Header) -> bytes:
    """Canonical JSON."""
    return canonical(to_plain(header))


def parse_header(raw: bytes) -> Header:
    """What ``header_bytes`` wrote. Raises TransferRefused (MALFORMED, with the path)."""
    header = from_plain(Header, parse_canonical(raw, "header"), "header")
    check_transfer(header.transfer_id, header.transfer_type, "header")
    check_municipality(header.from_municipality, "header.from_municipality")
    check_municipality(header.to_municipality, "header.to_municipality")
    check_hash(header.sender_key, "header.sender_key")
    check_hash(header.receiver_key, "header.receiver_key")
    try:
        same = date.fromisoformat(header.answer_due).isoformat() == header.answer_due
    except ValueError:
        same = False
    if not same:
        raise _malformed("header.answer_due", "a day such as 2026-06-23")
    return header


def check_transfer(transfer_id: str, transfer_type: str, field: str) -> None:
    """Raises TransferRefused (MALFORMED) for no UUID, or a type that is not in the code list."""
    try:
        same = str(UUID(transfer_id)) == transfer_id
    except ValueError:
        same = False
    if not same:
        raise _malformed(f"{field}.transfer_id", "a UUID")
    types = code_list("transfer_type")
    if transfer_type not in types:
        raise _malformed(f"{field}.transfer_type", " or ".join(types.codes))


def check_municipality(code: str, field: str) -> None:
    """Raises TransferRefused (MALFORMED)."""
    if not MUNICIPALITY_CODE.match(code):
        raise _malformed(field, "a code of six digits")


def check_hash(text: str, field: str) -> None:
    """Raises TransferRefused (MALFORMED)."""
    if not SHA256.match(text):
        raise _malformed(field, "SHA-256 in hex")


def check_instant(text: str, field: str) -> None:
    """Raises TransferRefused (MALFORMED): not ISO 8601, or without a time zone."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _malformed(field, "an instant in ISO 8601") from error
    if moment.tzinfo is None or moment.isoformat() != text:
        raise _malformed(field, "an instant in ISO 8601 with its time zone")


def _malformed(field: str, expected: str) -> TransferRefused:
    return TransferRefused(field, "MALFORMED", f"is not {expected}; ask for the file again")
