"""A served municipality, and what a refusal there must leave behind: nothing, and no trace."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing

from protos.enishi.v1 import adapter_pb2, events_pb2
from tests.refusals import Refusal, refusal_of
from tests.samples import MUNICIPALITY
from tests.world import CALL_SECONDS, Running, World

CANARY = "カナリア"
"""Stands in every text and id of a person that a refused event carries."""

_TABLES = ("stored_events", "idempotence", "entity", "pseudonym")


class Served:
    """The running world, counted before and after."""

    def __init__(self, running: Running) -> None:
        self.running = running
        self.world: World = running.world

    def stored(self) -> dict[str, list[int]]:
        """Agency → rows of each table of its ledger."""
        return {agency: _counts(self.world, agency) for agency in self.world.agencies}

    def refusal(
        self, event: events_pb2.Event, as_agency: str = "", secrets: Iterable[str] = ()
    ) -> Refusal:
        """What the event is refused with by its own agency's adapter.

        Raises AssertionError where it is accepted, where anything of it is stored, and where the
        canary, or one of ``secrets``, stands in what was sent back or logged.
        """
        before = self.stored()
        agency = event.envelope.agency_id or "HOK-1"
        adapter = self.running.adapter(as_agency or agency)
        request = adapter_pb2.RecordRequest(event=event)
        call = adapter.Record.future(request, timeout=CALL_SECONDS)
        refused = refusal_of(call)
        assert self.stored() == before
        told = refused.text + self.running.said()
        for secret in (CANARY, *secrets):
            assert secret not in told
        return refused

    def rules(self, event: events_pb2.Event) -> tuple[tuple[str, str], ...]:
        """The (field, rule) it breaks by its own agency's adapter; none where it is accepted."""
        adapter = self.running.adapter(event.envelope.agency_id)
        request = adapter_pb2.RecordRequest(event=event)
        call = adapter.Record.future(request, timeout=CALL_SECONDS)
        return () if call.exception() is None else refusal_of(call).rules

    def accept(self, event: events_pb2.Event) -> adapter_pb2.Receipt:
        """The receipt of an event that its own agency's adapter accepts."""
        adapter = self.running.adapter(event.envelope.agency_id)
        return adapter.Record(adapter_pb2.RecordRequest(event=event), timeout=CALL_SECONDS)


def _counts(world: World, agency: str) -> list[int]:
    ledger = world.settings.adapter(MUNICIPALITY, agency) / "ledger.db"
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        return [
            connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in _TABLES
        ]
