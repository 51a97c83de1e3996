"""Sealed fields: AES-256-GCM per person and field code, bound to their event.

The data key belongs to (person, agency, epoch); the additional data are event id, type, person,
field code and epoch, so that a ciphertext moved to another person or event does not open
(NIST SP 800-38D; threat 8). Where keys come from is behind the two ports below: today a key file
per agency, later keys distributed on the log. A destroyed key opens nothing, for ever.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from schemas.catalogue import EventType, Field
from schemas.codec import Body, Codec, Undecodable
from schemas.codes import code_list

NONCE_BYTES = 12
REDACTED = "Redacted"


class CannotOpen(Exception):
    """The ciphertext is not what this event, person and field code sealed; never shown as data."""


class NobodyToSealFor(ValueError):
    """A sealed field belongs to no person, so there is no key to seal it with."""


@dataclass(frozen=True, slots=True)
class DataKey:
    """The cipher of one (person, agency, epoch); the object is reused, building it is dear."""

    epoch: int
    cipher: AESGCM


class SealingKeys(Protocol):
    """What an adapter needs: its own agency's current key of a person."""

    def current(self, person: bytes) -> DataKey:
        """The key to seal with now; made on first use."""


class OpeningKeys(Protocol):
    """What a reader needs: any agency's key it has been given."""

    def find(self, agency_id: str, person: bytes, epoch: int) -> AESGCM | None:
        """The cipher, or None where the key was destroyed or never given to this reader."""


def additional_data(
    event_id: bytes, event_type: str, person: bytes, code: str, epoch: int
) -> bytes:
    """The AAD: each part length-prefixed with two bytes, in the order of the parameters."""
    parts = (event_id, event_type.encode(), person, code.encode(), str(epoch).encode())
    return b"".join(len(part).to_bytes(2, "big") + part for part in parts)


def seal(
    codec: Codec, event: EventType, envelope: Body, fields: Mapping[str, Any], keys: SealingKeys
) -> list[Body]:
    """The sealed parts of an event, one per person and field code, in a fixed order.

    ``fields`` are all payload fields in clear, by name. Raises NobodyToSealFor,
    schemas.codec.Unencodable.
    """
    groups: dict[tuple[bytes, str], Body] = {}
    for field in event.fields:
        if field.mark == "sealed" and fields.get(field.name):
            for person, code, value in _split(field, envelope, fields):
                group = groups.setdefault((person, code), {})
                if field.is_array:
                    group.setdefault(field.name, []).append(value)
                else:
                    group[field.name] = value
    parts = []
    for (person, code), group in sorted(groups.items()):
        key = keys.current(person)
        nonce = secrets.token_bytes(NONCE_BYTES)
        data = additional_data(envelope["event_id"], event.name, person, code, key.epoch)
        text = key.cipher.encrypt(nonce, codec.encode_sealed(event, group), data)
        parts.append(
            {
                "person_ref": person,
                "field_code": code,
                "epoch": key.epoch,
                "nonce": nonce,
                "ciphertext": text,
            }
        )
    return parts


def open_part(
    codec: Codec, envelope: Mapping[str, Any], part: Mapping[str, Any], keys: OpeningKeys
) -> Body | None:
    """The fields of one sealed part, or None where its key is gone (show REDACTED).

    Raises CannotOpen where the ciphertext was altered or moved, or its sealer wrote nonsense.
    """
    person, code, epoch = part["person_ref"], part["field_code"], part["epoch"]
    if epoch < 1:
        raise CannotOpen("a sealed part names no epoch of a key")
    cipher = keys.find(envelope["agency_id"], person, epoch)
    if cipher is None:
        return None
    data = additional_data(envelope["event_id"], envelope["event_type"], person, code, epoch)
    try:
        opened = codec.decode_sealed(cipher.decrypt(part["nonce"], part["ciphertext"], data))
    except InvalidTag as error:
        raise CannotOpen("a sealed part does not belong to its event") from error
    except Undecodable as error:
        raise CannotOpen("a sealed part does not hold what its schema says") from error
    if opened.type.name != envelope["event_type"]:
        raise CannotOpen("a sealed part holds the fields of another event type")
    return opened.body


def _split(
    field: Field, envelope: Body, fields: Mapping[str, Any]
) -> Iterator[tuple[bytes, str, Any]]:
    value = fields[field.name]
    if field.by is None:
        refs: list[bytes] = envelope["person_refs"]
        if not refs:
            raise NobodyToSealFor(f"sealed field {field.name} needs a person it belongs to")
        if field.is_array:
            for item in value:
                yield refs[0], field.field_code, item
        else:
            yield refs[0], field.field_code, value
    elif field.items:
        # The owner stands in each item, or once beside the list.
        for item in value:
            person = item[field.of] if field.of in item else fields[str(field.of)]
            yield person, _code_of(field.by, item[field.by]), item
    else:
        yield fields[str(field.of)], _code_of(field.by, fields[field.by]), value


def _code_of(by: str, code: str) -> str:
    """The field code that an item names itself, or that its attribute belongs to."""
    if by == "field_code":
        return code
    return code_list("attribute").more(code, "field_code") or "IDENTITY"
