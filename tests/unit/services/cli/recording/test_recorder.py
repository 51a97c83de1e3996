"""A file reaches its adapters: in order, bounded, with minted ids, and resumable."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc
import pytest

from protos.enishi.v1 import adapter_pb2, events_pb2
from services.cli.endpoints import Endpoints
from services.cli.recording.recorder import Recorder
from services.cli.recording.refused import RefusedLines
from services.cli.recording.resume import Counts, Resume
from services.cli.recording.stream import Interrupted
from services.generator.references import placeholder_ref
from tests.plain_events import MUNICIPALITY, consulted, registered
from tests.unit.services.cli.recording.scripted_adapters import (
    ScriptedAdapter,
    accept,
    minted,
    refuse,
    running,
)

CASE = "9f3a5e6c-1b4d-5e9a-8b0c-1d2e3f4a5b6c"


@dataclass(frozen=True)
class Recording:
    """A file to be recorded, and what is kept of it."""

    file: Path
    tls: Path

    def write(self, *events: Any) -> None:
        """The events, or lines that are none."""
        lines = [event if isinstance(event, str) else json.dumps(event) for event in events]
        self.file.write_text("\n".join(lines) + "\n", encoding="utf-8")

    async def run(self, endpoints: Endpoints, in_flight: int = 8) -> Counts:
        """Record it, or go on with it."""
        resume = Resume(self.file.with_suffix(".resume"), "it")
        refused = RefusedLines(self.file.with_suffix(".refused"), resume.refused_bytes)
        finished = False
        try:
            await Recorder(self.file, endpoints, resume, refused, in_flight, lambda *_: None).run()
            finished = True
        finally:
            resume.close(finished=finished)
        return resume.counts

    def refused(self) -> list[Any]:
        """The refused lines as they are listed."""
        listed = self.file.with_suffix(".refused")
        if not listed.exists():
            return []
        return [json.loads(line) for line in listed.read_text("utf-8").splitlines()]


@pytest.fixture
def recording(tmp_path: Path) -> Recording:
    """An empty folder for it."""
    return Recording(tmp_path / "events.jsonl", tmp_path / "tls")


def records(adapter: ScriptedAdapter) -> list[str]:
    """The source records an adapter received, in order."""
    return [event.envelope.source_record_id for event in adapter.received]


def test_each_adapter_gets_its_agencys_events_in_the_order_of_the_file(
    recording: Recording,
) -> None:
    recording.write(
        *(registered(("HOK-1", "JIR-1")[number % 2], str(number), "花子") for number in range(40))
    )
    adapters = {agency: ScriptedAdapter(accept) for agency in ("HOK-1", "JIR-1")}

    async def play() -> Counts:
        async with running(recording.tls, adapters) as endpoints:
            return await recording.run(endpoints)

    assert asyncio.run(play()) == Counts(accepted=40)
    for first, adapter in enumerate(adapters.values()):
        assert records(adapter) == [f"person-{number}" for number in range(first, 40, 2)]


def test_no_more_events_are_under_way_than_allowed(recording: Recording) -> None:
    recording.write(*(registered("HOK-1", str(number), "花子") for number in range(20)))
    adapter = ScriptedAdapter(accept)
    other = ScriptedAdapter(accept)

    async def play() -> int:
        async with running(recording.tls, {"HOK-1": adapter, "JIR-1": other}, held=["HOK-1"]) as at:
            task = asyncio.create_task(recording.run(at, in_flight=3))
            await adapter.arrived.wait()
            under_way = len(adapter.received)
            adapter.release.set()
            await task
            return under_way

    assert asyncio.run(play()) <= 3
    assert len(adapter.received) == 20


def test_what_cites_another_agencys_mint_waits_for_its_receipt_and_cites_it(
    recording: Recording,
) -> None:
    citing = consulted("JIR-1", "j", caseId=CASE, correlationId=CASE)
    citing["envelope"]["persons"].append(
        {"personRef": placeholder_ref(MUNICIPALITY, "HOK-1", "counter", "h")}
    )
    recording.write(consulted("HOK-1", "h", correlationId=CASE), citing)
    minting, cited = ScriptedAdapter(accept), ScriptedAdapter(accept)

    async def play() -> None:
        async with running(recording.tls, {"HOK-1": minting, "JIR-1": cited}, held=["HOK-1"]) as at:
            task = asyncio.create_task(recording.run(at))
            await minting.arrived.wait()
            assert cited.received == []
            minting.release.set()
            await task

    asyncio.run(play())
    (event,) = cited.received
    assert event.envelope.case_id == minted(CASE)
    assert event.envelope.persons[1].person_ref == minted("h")


def test_a_reference_that_nothing_in_the_file_mints_is_sent_as_it_is(recording: Recording) -> None:
    given = minted("given to the agency elsewhere")
    event = consulted("HOK-1", "h", caseId=given, correlationId=given)
    event["envelope"]["persons"].append({"personRef": given})
    recording.write(event)
    adapter = ScriptedAdapter(accept)

    async def play() -> None:
        async with running(recording.tls, {"HOK-1": adapter}) as endpoints:
            await recording.run(endpoints)

    asyncio.run(play())
    assert adapter.received[0].envelope.case_id == given
    assert adapter.received[0].envelope.persons[1].person_ref == given


def test_refused_lines_are_listed_and_do_not_end_the_recording(recording: Recording) -> None:
    recording.write(
        registered("HOK-1", "1", "花子"),
        "not json",
        registered("ENV-1", "2", "花子"),
        {**registered("JIR-1", "3", "花子"), "envelope": {"municipalityCode": "271004"}},
        registered("JIR-1", "4", "花子"),
    )
    adapters = {
        "HOK-1": ScriptedAdapter(refuse(grpc.StatusCode.INVALID_ARGUMENT)),
        "JIR-1": ScriptedAdapter(accept),
    }

    async def play() -> Counts:
        async with running(recording.tls, adapters) as endpoints:
            return await recording.run(endpoints)

    counts = asyncio.run(play())

    assert counts.accepted == 1
    assert {one["line"]: one["code"] for one in recording.refused()} == {
        1: "NO",
        2: "NOT_AN_EVENT",
        3: "NO_SUCH_ADAPTER",
        4: "OTHER_MUNICIPALITY",
    }
    assert counts.all_refused == 4


def test_a_store_that_takes_nothing_now_interrupts_and_loses_no_line(recording: Recording) -> None:
    recording.write("not json", *(registered("HOK-1", str(number), "花子") for number in range(5)))
    away = ScriptedAdapter(refuse(grpc.StatusCode.UNAVAILABLE))
    back = ScriptedAdapter(accept)

    async def play(adapter: ScriptedAdapter) -> Counts:
        async with running(recording.tls, {"HOK-1": adapter}) as endpoints:
            return await recording.run(endpoints)

    with pytest.raises(Interrupted, match="not today; run the same command again"):
        asyncio.run(play(away))
    counts = asyncio.run(play(back))

    assert records(back) == [f"person-{number}" for number in range(5)]
    assert (counts.accepted, counts.all_refused) == (5, 1)
    assert [one["line"] for one in recording.refused()] == [1]


def test_answers_of_before_an_interruption_are_not_asked_for_again(recording: Recording) -> None:
    recording.write(*(registered("HOK-1", str(number), "花子") for number in range(6)))
    answers = iter([accept, accept, accept, refuse(grpc.StatusCode.UNAVAILABLE)])

    def dwindle(event: events_pb2.Event) -> adapter_pb2.RecordAnswer:
        script = next(answers)
        return script(event)

    dying = ScriptedAdapter(dwindle)
    back = ScriptedAdapter(accept)

    async def play(adapter: ScriptedAdapter) -> Counts:
        async with running(recording.tls, {"HOK-1": adapter}) as endpoints:
            return await recording.run(endpoints)

    with pytest.raises(Interrupted):
        asyncio.run(play(dying))

    assert asyncio.run(play(back)) == Counts(accepted=6)
    assert records(back) == ["person-3", "person-4", "person-5"]


def test_an_adapter_that_goes_away_interrupts(recording: Recording) -> None:
    recording.write(registered("HOK-1", "1", "花子"))
    endpoints = Endpoints(MUNICIPALITY, "", {"HOK-1": "localhost:1"}, recording.tls)

    async def play() -> None:
        async with running(recording.tls, {"HOK-1": ScriptedAdapter(accept)}):
            await recording.run(endpoints)

    with pytest.raises(Interrupted, match="HOK-1: the adapter went away"):
        asyncio.run(play())
