"""Random pseudonyms for the producer's person ids; the mapping never leaves the adapter.

It lies in the agency's own store and is written in the same transaction as the first event that
names the person.
"""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Callable

from protos.enishi.v1 import common_pb2
from services.adapter.values import MAX_STRING, NO_UUID, Report, check_unknown, read_uuid

Find = Callable[[str, str], bytes | None]
_CACHED = 50_000


class Pseudonyms:
    """The mapping as this process knows it: kept rows, a cache, and what is not yet committed."""

    def __init__(self, find: Find) -> None:
        self._find = find
        self._known: OrderedDict[tuple[str, str], bytes] = OrderedDict()

    def scope(self, source_system: str) -> PseudonymScope:
        """For one event: what it newly maps is forgotten unless it is kept."""
        return PseudonymScope(self, source_system)

    def find(self, source_system: str, source_person: str) -> bytes | None:
        """The pseudonym, or None for a person never named before."""
        key = (source_system, source_person)
        ref = self._known.get(key)
        if ref is None:
            ref = self._find(*key)
            if ref is not None:
                self.keep(source_system, source_person, ref)
        return ref

    def keep(self, source_system: str, source_person: str, ref: bytes) -> None:
        """Remember a mapping that is, or is about to be, stored."""
        self._known[source_system, source_person] = ref
        if len(self._known) > _CACHED:
            self._known.popitem(last=False)

    def forget(self, source_system: str, source_person: str) -> None:
        """Drop a mapping whose transaction failed."""
        self._known.pop((source_system, source_person), None)


class PseudonymScope:
    """Resolves the persons of one event."""

    def __init__(self, pseudonyms: Pseudonyms, source_system: str) -> None:
        self._all = pseudonyms
        self._system = source_system
        self.named: dict[str, bytes] = {}

    def resolve(self, person: common_pb2.Person, path: str, report: Report) -> bytes:
        """The pseudonym of a person on the wire, minted (UUIDv4) on first sight."""
        check_unknown(person, path, report)
        which = person.WhichOneof("by")
        if which == "person_ref":
            return read_uuid(person.person_ref, f"{path}.person_ref", report)
        source = person.source_person_id
        if which is None or not source:
            report(path, "FIELD_REQUIRED", "give source_person_id or person_ref")
            return NO_UUID
        if len(source) > MAX_STRING:
            report(path, "TOO_LONG", f"give at most {MAX_STRING} characters")
            return NO_UUID
        ref = self.named.get(source)
        if ref is None:
            ref = self._all.find(self._system, source) or uuid.uuid4().bytes
            self.named[source] = ref
        return ref
