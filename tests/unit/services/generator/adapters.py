"""Stand-in adapters: the real reader and the real rules, with states and pseudonyms in memory."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from google.protobuf import json_format

from protos.enishi.v1 import adapter_pb2, events_pb2
from schemas.catalogue import catalogue
from schemas.codec import codec
from schemas.sealing import NobodyToSealFor, seal
from services.adapter.decisions.step import Verdict
from services.adapter.decisions.table import check_standing, decide, evolve
from services.adapter.idempotence import idempotence_key
from services.adapter.pseudonyms import Pseudonyms
from services.adapter.read_event import EventReader
from services.adapter.refusal import Refused
from services.caller import Caller
from services.generator.references import References
from services.keys import KeyFolder, LocalSealingKeys


@dataclass
class OneAdapter:
    """One agency's: what it minted and what its stream says."""

    pseudonyms: dict[tuple[str, str], bytes] = field(default_factory=dict)
    states: dict[Any, Any] = field(default_factory=dict)
    keys: dict[bytes, set[bytes]] = field(default_factory=dict)
    slots: set[tuple[str, str, str]] = field(default_factory=set)


@dataclass
class Outcomes:
    """What became of a file."""

    accepted: int = 0
    duplicates: int = 0
    conflicts: int = 0
    crossed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


class Adapters:
    """Takes a generated file line by line, as whoever records it would."""

    def __init__(self, now: datetime, keys: KeyFolder) -> None:
        self._now = now
        self._key_folder = keys
        self._reader = EventReader(catalogue())
        self._codec = codec()
        self._agencies: dict[str, OneAdapter] = {}
        self.references = References()
        self.outcomes = Outcomes()

    def record(self, lines: Iterable[str]) -> Outcomes:
        """Every line in turn."""
        for line in lines:
            event = json_format.Parse(line, events_pb2.Event())
            try:
                self._record(event)
            except Refused as refused:
                rules = ", ".join(f"{v.field} {v.rule}" for v in refused.violations)
                self.outcomes.refused.append((str(event.WhichOneof("payload")), rules))
        return self.outcomes

    def _record(self, event: events_pb2.Event) -> None:
        agency_id = event.envelope.agency_id
        agency = self._agencies.setdefault(agency_id, OneAdapter())
        resolved = self.references.resolve(event)
        found = agency.pseudonyms.get
        draft = self._reader.read(resolved, Pseudonyms(lambda system, who: found((system, who))))
        key = idempotence_key(draft)
        content = resolved.SerializeToString(deterministic=True)
        known = agency.keys.setdefault(key, set())
        if content in known:
            self.outcomes.duplicates += 1
            return
        envelope = draft.envelope
        check_standing(draft.body, Caller(envelope["municipality_code"], agency_id), self._now)
        if envelope["case_id"] is None and draft.type.case in ("mint", "mint_or_given"):
            envelope["case_id"] = uuid.uuid4().bytes
        slot = (
            envelope["source_system_id"],
            envelope["source_record_id"],
            envelope["event_type"],
        )
        verdict = decide(draft.body, agency.states.get, revises=slot in agency.slots)
        self._seal(draft, agency_id)
        self.outcomes.conflicts += bool(known)
        self.outcomes.crossed += verdict is Verdict.CROSSED
        self.outcomes.accepted += 1
        known.add(content)
        agency.slots.add(slot)
        agency.states.update(evolve(draft.body, agency.states.get))
        for who, ref in draft.named.items():
            agency.pseudonyms.setdefault((envelope["source_system_id"], who), ref)
        self.references.learn(event, _receipt(draft))

    def _seal(self, draft: Any, agency_id: str) -> None:
        keys = LocalSealingKeys(self._key_folder, agency_id)
        try:
            body = draft.body
            body["sealed"] = seal(self._codec, draft.type, draft.envelope, draft.fields, keys)
            self._codec.encode(draft.type, body)
        except NobodyToSealFor as error:
            raise Refused("PERSON_REQUIRED", str(error), []) from error


def _receipt(draft: Any) -> adapter_pb2.Receipt:
    case_id = draft.envelope["case_id"]
    return adapter_pb2.Receipt(
        case_id=str(uuid.UUID(bytes=case_id)) if case_id else "",
        persons=[
            adapter_pb2.PersonReference(source_person_id=who, person_ref=str(uuid.UUID(bytes=ref)))
            for who, ref in draft.named.items()
        ],
    )
