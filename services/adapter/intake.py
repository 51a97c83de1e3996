"""What happens to a batch of events inside the adapter, from the wire to the store.

read → key and MAC → duplicate? → rules → mint → transition → seal → encode → frame → one commit.
Runs on the store's own thread; nothing of a refused event is kept, and nothing of a batch whose
commit failed.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from protos.enishi.v1 import events_pb2
from schemas.catalogue import Catalogue
from schemas.codec import Codec, Unencodable
from schemas.framing import CONFLICT_HEADER, frame_event
from schemas.record import leaf_bytes, leaf_hash, parse_leaf
from schemas.sealing import NobodyToSealFor, SealingKeys, seal
from schemas.times import to_micros
from services.adapter.decisions.step import Verdict
from services.adapter.decisions.submission import Body
from services.adapter.decisions.table import check_standing, decide, entities, evolve
from services.adapter.draft import Draft
from services.adapter.entities import Entities, entity_text
from services.adapter.idempotence import PayloadMac, idempotence_key, slot_of
from services.adapter.ledger.ledger import Ledger
from services.adapter.ledger.recorded import (
    EntityRow,
    IdempotenceRow,
    PseudonymRow,
    RecordedEvent,
)
from services.adapter.outcome import Accepted
from services.adapter.pseudonyms import Pseudonyms
from services.adapter.read_event import EventReader
from services.adapter.refusal import Refused, Violation
from services.caller import Caller
from services.clock import Clock
from services.failpoint import Failpoints

Outcome = Accepted | Refused


@dataclass(slots=True)
class _Batch:
    """What one commit will hold."""

    first: int
    events: list[RecordedEvent] = field(default_factory=list)
    entities: list[EntityRow] = field(default_factory=list)
    keys: list[IdempotenceRow] = field(default_factory=list)
    pseudonyms: list[PseudonymRow] = field(default_factory=list)
    receipts: dict[int, Accepted] = field(default_factory=dict)
    by_slot: dict[bytes, list[IdempotenceRow]] = field(default_factory=dict)
    corrects: bool = False

    @property
    def next_sequence(self) -> int:
        return self.first + len(self.events)

    def add(
        self,
        event: RecordedEvent,
        accepted: Accepted,
        entities: Sequence[EntityRow],
        row: IdempotenceRow,
    ) -> None:
        self.events.append(event)
        self.entities.extend(entities)
        self.receipts[accepted.sequence] = accepted
        self.keys.append(row)
        self.by_slot.setdefault(slot_of(row.key), []).append(row)


class Intake:
    """The pipeline of one agency. Used by one thread."""

    def __init__(
        self,
        caller: Caller,
        ledger: Ledger,
        catalogue: Catalogue,
        codec: Codec,
        keys: SealingKeys,
        mac: PayloadMac,
        clock: Clock,
        failpoints: Failpoints,
        stored: Callable[[], None],
    ) -> None:
        self._caller = caller
        self._ledger = ledger
        self._reader = EventReader(catalogue)
        self._codec = codec
        self._keys = keys
        self._mac = mac
        self._clock = clock
        self._failpoints = failpoints
        self._stored = stored
        self._pseudonyms = Pseudonyms(ledger.pseudonym_of)
        self._entities = Entities(ledger, codec)
        self._next = ledger.last_sequence() + 1

    def process(self, events: Sequence[events_pb2.Event]) -> list[Outcome]:
        """One outcome per event, in order; every accepted one is durable on return.

        Raises eventsourcing.persistence.PersistenceError where the store refused the whole batch.
        """
        now = self._clock.now()
        batch = _Batch(self._next)
        outcomes: list[Outcome] = []
        try:
            for event in events:
                try:
                    outcomes.append(self._one(event, batch, now))
                except Refused as refused:
                    outcomes.append(refused)
                if batch.corrects:
                    self._commit(batch)
                    batch = _Batch(self._next)
            self._commit(batch)
        except Exception:
            self._forget(batch)
            raise
        return outcomes

    def _commit(self, batch: _Batch) -> None:
        self._ledger.end_lookups()
        if not batch.events:
            return
        self._ledger.store(batch.first, batch.events, batch.entities, batch.keys, batch.pseudonyms)
        self._next = batch.next_sequence
        if batch.corrects:
            self._entities.forget()
        self._failpoints.reach("adapter.committed")
        self._stored()

    def _one(self, event: events_pb2.Event, batch: _Batch, now: datetime) -> Accepted:
        draft = self._reader.read(event, self._pseudonyms)
        key, mac = idempotence_key(draft), self._mac.of(draft)
        slot = slot_of(key)
        recorded = [*self._ledger.recorded_in(slot), *batch.by_slot.get(slot, ())]
        for row in recorded:
            if row.key == key and self._mac.same(row.mac, mac):
                return self._again(batch, row, draft)
        body = draft.body
        check_standing(body, self._caller, now)
        return self._accept(draft, body, key, mac, recorded, batch, to_micros(now))

    def _accept(
        self,
        draft: Draft,
        body: dict[str, Any],
        key: bytes,
        mac: bytes,
        recorded: list[IdempotenceRow],
        batch: _Batch,
        now: int,
    ) -> Accepted:
        kind, envelope = draft.type, draft.envelope
        batch.corrects = bool(recorded)
        earlier = [self._entities.body_of(self._frame(row, batch)) for row in recorded]
        if envelope["case_id"] is None and kind.case in ("mint", "mint_or_given"):
            envelope["case_id"] = _case_of(earlier) or uuid.uuid4().bytes
        verdict = decide(body, self._entities.state_of, revises=batch.corrects)
        envelope["event_id"] = _uuid7(now)
        envelope["ingested_at"] = now
        value = self._sealed_value(draft, body)
        conflicts_with = next((row.sequence for row in recorded if row.key == key), None)
        sequence = batch.next_sequence
        frame = leaf_bytes(frame_event(kind, envelope, value, sequence, conflicts_with))
        accepted = Accepted(
            envelope["event_id"],
            sequence,
            leaf_hash(frame),
            envelope["case_id"],
            draft.named,
            now,
            conflict=conflicts_with is not None,
            crossed=verdict is Verdict.CROSSED,
        )
        keys = entities(body)
        # A correction may name another entity: the one it left must be folded with it too.
        left = {one for other in earlier for one in entities(other)} - set(keys)
        originator = entity_text(keys[0]) if keys else f"event:{envelope['event_id'].hex()}"
        batch.add(
            RecordedEvent(originator, sequence, kind.label, frame, now),
            accepted,
            [EntityRow(entity_text(each), sequence) for each in (*keys, *sorted(left))],
            IdempotenceRow(key, mac, sequence, accepted.crossed),
        )
        self._entities.keep(evolve(body, self._entities.state_of))
        self._keep_persons(draft, batch)
        return accepted

    def _sealed_value(self, draft: Draft, body: dict[str, Any]) -> bytes:
        try:
            body["sealed"] = seal(self._codec, draft.type, draft.envelope, draft.fields, self._keys)
            return self._codec.encode(draft.type, body)
        except NobodyToSealFor as error:
            raise Refused(
                "PERSON_REQUIRED",
                "text about a person needs the person",
                [Violation("envelope.persons", "PERSON_REQUIRED", "name the person it is about")],
            ) from error
        except Unencodable as error:
            field = error.field or "event"
            raise Refused(
                error.reason, str(error), [Violation(field, error.reason, str(error))]
            ) from error

    def _again(self, batch: _Batch, row: IdempotenceRow, draft: Draft) -> Accepted:
        """The same receipt as the first time."""
        here = batch.receipts.get(row.sequence)
        if here is not None:
            return here._replace(duplicate=True)
        frame = self._frame(row, batch)
        record = parse_leaf(frame)
        _, envelope = self._codec.decode_envelope(record.value)
        return Accepted(
            envelope["event_id"],
            row.sequence,
            leaf_hash(frame),
            envelope["case_id"],
            draft.named,
            envelope["ingested_at"],
            duplicate=True,
            conflict=record.header(CONFLICT_HEADER) is not None,
            crossed=row.crossed,
        )

    def _frame(self, row: IdempotenceRow, batch: _Batch) -> bytes:
        """The frame of something recorded, in the store or in this batch."""
        if row.sequence >= batch.first:
            return batch.events[row.sequence - batch.first].frame
        return self._ledger.frame_at(row.sequence)

    def _keep_persons(self, draft: Draft, batch: _Batch) -> None:
        system = draft.envelope["source_system_id"]
        for source, ref in draft.named.items():
            if self._pseudonyms.find(system, source) is None:
                self._pseudonyms.keep(system, source, ref)
                batch.pseudonyms.append(PseudonymRow(system, source, ref))

    def _forget(self, batch: _Batch) -> None:
        for row in batch.pseudonyms:
            self._pseudonyms.forget(row.source_system, row.source_person)
        self._next = self._ledger.last_sequence() + 1
        self._entities.forget()


def _case_of(earlier: Sequence[Body]) -> bytes | None:
    """A correction stays in the case that the record's first revision opened."""
    return next((body["envelope"]["case_id"] for body in earlier), None)


def _uuid7(micros: int) -> bytes:
    """A UUIDv7 (RFC 9562 section 5.7): ordered by time, so that indexes grow at their end."""
    raw = bytearray((micros // 1000).to_bytes(6, "big") + os.urandom(10))
    raw[6] = 0x70 | (raw[6] & 0x0F)
    raw[8] = 0x80 | (raw[8] & 0x3F)
    return bytes(raw)
