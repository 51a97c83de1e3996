"""References in a generated file to what only an adapter can mint.

Pseudonyms and case ids are minted by the adapters when the events are recorded (they are random,
and never in a file beforehand). So a generated file holds *placeholders*, and whoever records it
replaces them as the receipts come in:

- ``person_ref`` of a person known to another agency: ``placeholder_ref`` of that agency and its
  own person id;
- ``case_id`` of a case begun earlier in the file: the ``correlation_id`` of the event that began
  it, whose own ``case_id`` is empty.

In the order of the lines, nothing is cited before the event that mints it. Without replacement
the file is recorded all the same; cases and persons then fall apart by agency.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, MutableMapping

from google.protobuf.message import Message

from protos.enishi.v1 import adapter_pb2, common_pb2, events_pb2

_PLACEHOLDER_VERSION = 5
_NAMESPACE = uuid.UUID("5f1a1c1e-6d0b-5b52-8f5e-1f0f6b3e9a77")


class NotYetRecorded(LookupError):
    """An event cites a case or person whose own event has no receipt yet; wait for it."""


def placeholder_ref(municipality: str, agency: str, system: str, source_person: str) -> str:
    """The placeholder for the pseudonym of an agency's person."""
    return str(uuid.uuid5(_NAMESPACE, f"{municipality}/{agency}/{system}/{source_person}"))


def is_placeholder_ref(person_ref: str) -> bool:
    """Whether this may be a placeholder: those are named (version 5), pseudonyms are random."""
    try:
        return uuid.UUID(person_ref).version == _PLACEHOLDER_VERSION
    except ValueError:
        return False


class References:
    """What the receipts so far say about the placeholders of one file.

    ``minted`` maps placeholders to minted ids and is filled in; kept with the position in the
    file it lets a recording go on after an interruption.
    """

    def __init__(self, minted: MutableMapping[str, str] | None = None) -> None:
        self.minted: MutableMapping[str, str] = {} if minted is None else minted

    def learn(self, event: events_pb2.Event, receipt: adapter_pb2.Receipt) -> None:
        """Take over what the adapter minted for ``event``, as it stands in the file."""
        envelope = event.envelope
        if receipt.case_id and not envelope.case_id and envelope.correlation_id:
            self.minted[envelope.correlation_id] = receipt.case_id
        for person in receipt.persons:
            if person.source_person_id:
                placeholder = placeholder_ref(
                    envelope.municipality_code,
                    envelope.agency_id,
                    envelope.source_system_id,
                    person.source_person_id,
                )
                self.minted[placeholder] = person.person_ref

    def resolve(
        self, event: events_pb2.Event, *, as_far_as_known: bool = False
    ) -> events_pb2.Event:
        """A copy of ``event`` with minted ids in place of placeholders.

        Raises NotYetRecorded where one of them is not known yet; with ``as_far_as_known`` that one
        stays as it is.
        """
        resolved = events_pb2.Event()
        resolved.CopyFrom(event)
        envelope = resolved.envelope
        if envelope.case_id and envelope.case_id == envelope.correlation_id:
            envelope.case_id = self._of(envelope.case_id, "envelope.case_id", as_far_as_known)
        for person in persons_in(resolved):
            if is_placeholder_ref(person.person_ref):
                person.person_ref = self._of(person.person_ref, "person_ref", as_far_as_known)
        return resolved

    def _of(self, placeholder: str, field: str, as_far_as_known: bool) -> str:
        minted = self.minted.get(placeholder)
        if minted is None and not as_far_as_known:
            raise NotYetRecorded(f"{field}: the event that mints it is not recorded yet")
        return minted or placeholder


def persons_in(message: Message) -> Iterator[common_pb2.Person]:
    """Every Person anywhere in a message."""
    for field, value in message.ListFields():
        if field.message_type is None:
            continue
        inner: Iterable[Message] = value if field.is_repeated else (value,)
        for part in inner:
            if isinstance(part, common_pb2.Person):
                yield part
            else:
                yield from persons_in(part)
