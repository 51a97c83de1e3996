"""Packages of one municipality's cases, from its view in service and through its own stream."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import grpc

from projections.household.closure import collect
from projections.household.reach import CASE
from projections.revisions import Settled
from projections.stored_event import StoredEvent
from projections.visibility.decision import NO_RESULT
from projections.visibility.policy import policy
from projections.visibility.reader import Reader
from projections.visibility.transfer import transferable
from protos.enishi.v1 import adapter_pb2, adapter_pb2_grpc, events_pb2
from schemas.codec import Body, codec
from schemas.sealing import open_part
from services.caller import Caller
from services.clock import Clock
from services.keys import KeyFolder, LocalOpeningKeys
from services.query.own_stream import NotStored, OwnStream, Viewings
from services.query.recorded import nothing_shown
from services.query.view_reader import ViewReader
from services.query.viewing import Ground, Viewing, ViewingLog
from services.settings import Settings
from services.transfer.disclosure import given
from services.transfer.key_folder import TransferKeyFolder
from services.transfer.packing import Order, Packed, hand_over, pack
from services.transfer.refusal import TransferRefused
from services.wiring.own_stream import SYSTEM_AGENCY

RULE = "A-CONSENT"
"""The row of the policy by which a package is made."""

SHARING_CLOSED = "SHARING_CLOSED"
CALL_SECONDS = 30.0


class AdapterStream:
    """``OwnStream`` over the running adapter of the backbone's own agency."""

    def __init__(self, target: str, credentials: grpc.ChannelCredentials) -> None:
        self._target = target
        self._credentials = credentials

    async def record(self, event: events_pb2.Event) -> bytes:
        """Return once the event is durable: its id, 16 bytes. Raises NotStored."""
        return await asyncio.to_thread(self._record, event)

    def _record(self, event: events_pb2.Event) -> bytes:
        with grpc.secure_channel(self._target, self._credentials) as channel:
            request = adapter_pb2.RecordRequest(event=event)
            try:
                receipt = adapter_pb2_grpc.AdapterStub(channel).Record(
                    request, timeout=CALL_SECONDS
                )
            except grpc.RpcError as error:
                raise NotStored(error.code().name, "the backbone's adapter refused") from error
        return UUID(receipt.event_id).bytes


class TransferDesk:
    """Packs cases for other municipalities. Raises from every call what it is built upon."""

    def __init__(
        self,
        settings: Settings,
        municipality: str,
        stream: OwnStream,
        clock: Clock,
    ) -> None:
        self._views = ViewReader(settings.projector(municipality), codec())
        self._opening = LocalOpeningKeys(KeyFolder(settings.keys))
        self._keys = TransferKeyFolder(settings.transfer(municipality), municipality)
        self._viewings = Viewings(stream, Caller(municipality, SYSTEM_AGENCY), clock, codec())
        self._clock = clock

    def pack(self, order: Order, to: str, reader: Reader, file: Path) -> Packed | None:
        """Write the package of a case to ``file``, once its disclosure is durable.

        None where nothing of the case may be transferred, or there is no such case: recorded as a
        denial. Raises TransferRefused, ViewingNotStored, OSError; no file is left behind then.
        """
        now = self._clock.now()
        with self._views.snapshot() as snapshot:
            events = collect((CASE, order.case_id), snapshot.fetch, now)
            closed = snapshot.closed_sharing()
        packed = pack(
            order,
            events,
            _decision,
            self._open,
            self._keys.own(),
            self._keys.partner(to, "to"),
            now,
        )
        if packed is None:
            self._record(_denial(order, reader, NO_RESULT))
            return None
        cases = {case.case_id for case in packed.content.household.cases}
        sources = {event.agency for event in events}
        if not cases.isdisjoint(closed.cases) or not sources.isdisjoint(closed.agencies):
            self._record(_denial(order, reader, SHARING_CLOSED))
            raise TransferRefused(
                "case", SHARING_CLOSED, "a record is set aside; see `enishi dead list` first"
            )
        hand_over(packed, _Recorded(self._record, order, reader), file)
        return packed

    def _open(self, event: StoredEvent, part: Mapping[str, Any]) -> Body | None:
        return open_part(codec(), event.envelope, part, self._opening)

    def _record(self, viewing: Viewing) -> None:
        asyncio.run(_recorded(self._viewings, viewing))


class _Recorded:
    """``Disclosures`` as one viewing event of the backbone."""

    def __init__(self, record: Callable[[Viewing], None], order: Order, reader: Reader) -> None:
        self._record = record
        self._order = order
        self._reader = reader

    def made(self, packed: Packed) -> None:
        """Return once the disclosure is durable. Raises ViewingNotStored."""
        self._record(_disclosure(self._order, self._reader, packed))


async def _recorded(viewings: ViewingLog, viewing: Viewing) -> None:
    await viewings.record(viewing)


def _disclosure(order: Order, reader: Reader, packed: Packed) -> Viewing:
    told = given(packed)
    return Viewing(
        kind="DisclosureMade",
        reader=reader,
        subjects=frozenset(each.person for each in told),
        cases=frozenset({order.case_id}),
        field_codes=frozenset(code for each in told for code in each.field_codes),
        grounds=[
            Ground(
                person=each.person,
                source_agency=each.source_agency,
                rule=RULE,
                basis="CONSENT",
                field_codes=each.field_codes,
                consent_id=each.consent_id,
            )
            for each in told
        ],
        source_event_ids=frozenset(event.event_id for event in packed.given),
        via_links=packed.via_links,
        asked_for=order.case_id,
        basis="CONSENT",
        reason="CASE_WORK",
    )


def _denial(order: Order, reader: Reader, reason: str) -> Viewing:
    return nothing_shown(reader, (CASE, order.case_id), order.case_id, reason)


def _decision(
    settled: Settled, case_id: bytes, municipality: str, now: datetime
) -> Sequence[StoredEvent]:
    return transferable(settled.effective, case_id, municipality, now, policy(), settled.conflicted)
