"""Group commit: what waits while a commit is under way shares the next one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import pytest
from eventsourcing.persistence import IntegrityError, OperationalError

from protos.enishi.v1 import events_pb2
from services.adapter.intake import Intake, Outcome
from services.adapter.outcome import Accepted
from services.adapter.refusal import Refused
from services.adapter.store_thread import MAX_BATCH, StoreThread
from tests.agency_streams import AgencyUnderTest, Secrets
from tests.wire_events import wire_event

AGENCY = "HOK-1"


class Gate:
    """A real intake whose first batch waits at a gate, and which fails on what it is told to."""

    def __init__(self, intake: Intake) -> None:
        self._intake = intake
        self.open = threading.Event()
        self.entered = threading.Event()
        self.sizes: list[int] = []
        self.fails_on: dict[str, Exception] = {}

    def process(self, events: Sequence[events_pb2.Event]) -> list[Outcome]:
        """As the intake, once the gate is open."""
        self.sizes.append(len(events))
        self.entered.set()
        self.open.wait()
        for event in events:
            failure = self.fails_on.get(event.envelope.source_record_id)
            if failure is not None:
                raise failure
        return self._intake.process(events)


class Answers:
    """A sink that keeps every outcome."""

    def __init__(self) -> None:
        self.loop = asyncio.get_running_loop()
        self.outcomes: list[Outcome] = []
        self._more = asyncio.Event()

    def deliver(self, outcomes: Sequence[Outcome]) -> None:
        """Keep them."""
        self.outcomes += outcomes
        self._more.set()

    async def wait_for(self, count: int) -> list[Outcome]:
        """All outcomes, once so many have come."""
        while len(self.outcomes) < count:
            self._more.clear()
            await self._more.wait()
        return self.outcomes


@pytest.fixture
def agency(tmp_path: Path) -> AgencyUnderTest:
    """An intake over an empty store."""
    return AgencyUnderTest(tmp_path, AGENCY, Secrets(tmp_path / "keys"))


def event(record: str) -> events_pb2.Event:
    """A valid event."""
    return wire_event("SupportProvided", record=record, agency=AGENCY)


async def _outcomes(gate: Gate, records: Sequence[str]) -> list[Outcome]:
    """Hand in the first, and the others while its commit is under way."""
    thread = StoreThread(cast(Intake, gate), AGENCY)
    answers = Answers()
    thread.submit(event(records[0]), answers)
    await asyncio.to_thread(gate.entered.wait)
    for record in records[1:]:
        thread.submit(event(record), answers)
    gate.open.set()
    outcomes = await answers.wait_for(len(records))
    await asyncio.to_thread(thread.close)
    return outcomes


def _sequences(outcomes: Sequence[Outcome]) -> list[int]:
    return [outcome.sequence for outcome in outcomes if isinstance(outcome, Accepted)]


def test_what_waits_is_committed_together_in_the_order_it_was_handed_in(
    agency: AgencyUnderTest,
) -> None:
    gate = Gate(agency.intake)
    count = 1 + MAX_BATCH + 20
    outcomes = asyncio.run(_outcomes(gate, [f"{number}" for number in range(count)]))
    assert _sequences(outcomes) == list(range(1, count + 1))
    assert gate.sizes == [1, MAX_BATCH, 20]
    agency.close()


@pytest.mark.parametrize(
    ("failure", "code"),
    [(ValueError("カナリア"), "INTERNAL"), (IntegrityError("カナリア"), "STORE_UNAVAILABLE")],
)
def test_one_event_that_fails_refuses_none_of_its_neighbours(
    agency: AgencyUnderTest, capsys: pytest.CaptureFixture[str], failure: Exception, code: str
) -> None:
    gate = Gate(agency.intake)
    gate.fails_on["bad"] = failure
    outcomes = asyncio.run(_outcomes(gate, ["first", "second", "bad", "third"]))
    assert _sequences(outcomes) == [1, 2, 3]
    refused = outcomes[2]
    assert isinstance(refused, Refused)
    assert refused.code == code
    assert "カナリア" not in str(refused) + capsys.readouterr().out
    agency.close()


def test_a_store_that_cannot_be_written_refuses_all_and_says_what_to_do(
    agency: AgencyUnderTest,
) -> None:
    gate = Gate(agency.intake)
    gate.fails_on["second"] = OperationalError("disk is full")
    outcomes = asyncio.run(_outcomes(gate, ["first", "second", "third"]))
    assert _sequences(outcomes) == [1]
    refused = [outcome for outcome in outcomes[1:] if isinstance(outcome, Refused)]
    assert len(refused) == 2
    assert {(each.code, each.status) for each in refused} == {("STORE_UNAVAILABLE", "UNAVAILABLE")}
    assert "send the same event again" in refused[0].message
    agency.close()
