"""Rule I8: what makes two sendings the same record, and when they say the same."""

from __future__ import annotations

import hashlib
import hmac
import json

from services.adapter.draft import Draft

MAC_BYTES = 16
SLOT_BYTES = 16


def idempotence_key(draft: Draft) -> bytes:
    """(agency, source system, source record, event type) as a 16-byte digest, then the revision.

    The revision stands last, so that all revisions of one record lie side by side.
    """
    envelope = draft.envelope
    parts = (
        envelope["agency_id"].encode(),
        envelope["source_system_id"].encode(),
        envelope["source_record_id"].encode(),
        draft.type.name.encode(),
    )
    text = b"".join(len(part).to_bytes(2, "big") + part for part in parts)
    slot = hashlib.blake2b(text, digest_size=SLOT_BYTES).digest()
    revision: int = envelope["source_revision"]
    return slot + revision.to_bytes(4, "big")


def slot_of(key: bytes) -> bytes:
    """What the keys of all revisions of one source record have in common."""
    return key[:SLOT_BYTES]


class PayloadMac:
    """Keyed MAC of an event's canonical plaintext, without what the adapter itself adds.

    The plaintext is JSON with sorted keys, in ASCII, bytes as hex: one text per value in every
    release of every runtime, which protobuf does not promise. The key keeps a stolen ledger from
    being searched by guessing.
    """

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"enishi payload mac" + secret).digest()[:32]

    def of(self, draft: Draft) -> bytes:
        """The MAC, 16 bytes (keyed BLAKE2b, RFC 7693).

        Taken before event_id and ingested_at are given: they are still blank in the envelope.
        """
        plaintext = json.dumps(
            {"envelope": draft.envelope, **draft.fields},
            sort_keys=True,
            separators=(",", ":"),
            default=bytes.hex,
        )
        return hashlib.blake2b(plaintext.encode(), digest_size=MAC_BYTES, key=self._key).digest()

    def same(self, one: bytes, other: bytes) -> bool:
        """Whether two MACs are equal, in constant time."""
        return hmac.compare_digest(one, other)
