"""Two municipalities that trust each other's keys, and a package between them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from projections.household.view import HouseholdView
from schemas.times import JST
from services.transfer.container import package_sha256, read_outside, seal_package
from services.transfer.keys import TransferKeys
from services.transfer.package import Content, Header, PackedConsent
from services.transfer.reply import Reply

NOW = datetime(2026, 6, 16, 9, 0, tzinfo=JST)
KOU = "139068"
OTSU = "139564"


def keys_of(municipality: str, seed: int) -> TransferKeys:
    """Keys that are the same in every run."""
    return TransferKeys(
        municipality,
        Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32),
        X25519PrivateKey.from_private_bytes(bytes([seed + 1]) * 32),
    )


SENDER = keys_of(KOU, 1)
RECEIVER = keys_of(OTSU, 3)
STRANGER = keys_of("139998", 5)
TRANSFER_ID = str(uuid5(NAMESPACE_OID, "T1"))

HEADER = Header(
    transfer_id=TRANSFER_ID,
    transfer_type="CASE_TRANSFER",
    from_municipality=KOU,
    to_municipality=OTSU,
    answer_due="2026-06-23",
    sender_key=SENDER.public.key_id,
    receiver_key=RECEIVER.public.key_id,
)
HOUSEHOLD = HouseholdView("", "", (), (), (), (), "2026-06-16T09:00:00+09:00", ())
CONSENT = PackedConsent(
    consent_id=str(uuid5(NAMESPACE_OID, "C1")),
    person_ref=str(uuid5(NAMESPACE_OID, "P1")),
    grantor="SELF",
    method="WRITTEN",
    recorded_by="JIR-1",
    agencies=("JIR-1",),
    field_codes=("IDENTITY",),
    purposes=("TRANSFER",),
    municipalities=(OTSU,),
    granted_at="2026-06-12T09:00:00+09:00",
    valid_until="",
    document_hash="",
)
CONTENT = Content(HOUSEHOLD, (CONSENT,), "2026-06-16T09:00:00+09:00")


def sealed(header: Header = HEADER, content: Content = CONTENT) -> bytes:
    """A package from KOU to OTSU."""
    return seal_package(header, content, SENDER, RECEIVER.public)


def reply_to(package: bytes, **changes: str) -> Reply:
    """What OTSU answers."""
    reply = Reply(
        transfer_id=read_outside(package).header.transfer_id,
        transfer_type="CASE_TRANSFER",
        package_sha256=package_sha256(package),
        answered_at="2026-06-18T09:00:00+09:00",
        municipality=OTSU,
    )
    return replace(reply, **changes)
