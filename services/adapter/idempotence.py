"""Rule I8: what makes two sendings the same record, and when they say the same."""

from __future__ import annotations

import hashlib
import hmac
import io
from typing import Any

import fastavro

from schemas.catalogue import Catalogue, EventType
from schemas.wire import with_definitions
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

    The plaintext is Avro: one encoding per value, the same in every release of every runtime,
    which protobuf does not promise. The key keeps a stolen ledger from being searched by guessing.
    """

    def __init__(self, catalogue: Catalogue, secret: bytes) -> None:
        self._key = hashlib.blake2b(b"enishi payload mac" + secret).digest()[:32]
        self._schemas: dict[str, Any] = {
            name: fastavro.parse_schema(_plain(catalogue.latest(name)))
            for name in catalogue.names()
        }

    def of(self, draft: Draft) -> bytes:
        """The MAC, 16 bytes (keyed BLAKE2b, RFC 7693)."""
        stream = io.BytesIO()
        record = {"envelope": {**draft.envelope, **_ADDED_BY_ADAPTER}, **draft.fields}
        fastavro.schemaless_writer(stream, self._schemas[draft.type.name], record)
        mac = hashlib.blake2b(stream.getbuffer(), digest_size=MAC_BYTES, key=self._key)
        return mac.digest()

    def same(self, one: bytes, other: bytes) -> bool:
        """Whether two MACs are equal, in constant time."""
        return hmac.compare_digest(one, other)


_ADDED_BY_ADAPTER = {"event_id": bytes(16), "ingested_at": 0}


def _plain(event: EventType) -> Any:
    """Envelope and every payload field in clear; exists in memory only."""
    sealed = event.sealed["fields"] if event.sealed else []
    wire = event.wire["fields"]
    return with_definitions(
        {
            "type": "record",
            "name": event.name,
            "namespace": "jp.enishi.plain",
            "fields": [wire[0], *wire[1:-1], *sealed],
        }
    )
