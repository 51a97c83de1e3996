"""Every reading leaves one event of one size before it is answered, found or not (V2, V7)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import grpc
import pytest

from protos.enishi.v1 import query_pb2
from schemas.uuids import uuid_text
from services.projector.dump import dump_facts
from services.views.current import current_file
from tests.plain_events import HOUSEHOLD, MUNICIPALITY, consulted, household_formed, registered
from tests.reading_town import ReadingTown, reading_town
from tests.samples import sample_uuid

NOBODY = uuid_text(sample_uuid("nobody"))
TABLES = ("stored_events", "idempotence", "entity", "pseudonym")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ReadingTown]:
    with reading_town(tmp_path_factory.mktemp("town")) as town:
        yield town


@pytest.fixture(scope="module")
def person(town: ReadingTown) -> str:
    """HOK-1's client, whom no other agency may see."""
    receipt = town.send(registered("HOK-1", "p-1", "渡邊 花子"))
    town.send(consulted("HOK-1", "p-1"))
    town.send(household_formed("HOK-1", "p-1"))
    town.settle()
    return receipt.persons[0].person_ref


def get(person: str) -> query_pb2.GetHouseholdRequest:
    return query_pb2.GetHouseholdRequest(person_ref=person)


def rows(town: ReadingTown) -> list[int]:
    """How many rows each table of the backbone's own ledger has."""
    ledger = town.settings.adapter(MUNICIPALITY, "SYS-1") / "ledger.db"
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        counts = (connection.execute(f"SELECT COUNT(*) FROM {table}") for table in TABLES)
        return [count.fetchone()[0] for count in counts]


def test_what_is_shown_is_recorded_with_its_reader(town: ReadingTown, person: str) -> None:
    before = len(town.frames())
    shown = town.ask("HOK-1", "Get", get(person), user="u-17", purpose="PLAN")

    (viewing,) = town.trail()[before:]
    assert shown.household_id == HOUSEHOLD
    assert viewing["envelope"]["event_type"] == "RecordViewed"
    assert (viewing["viewer"], viewing["viewer_agency"], viewing["viewer_role"]) == (
        *("u-17", "HOK-1"),
        "HOK",
    )
    assert (viewing["purpose"], viewing["basis"]) == ("PLAN", "OWN")
    assert [uuid_text(each) for each in viewing["subjects"]] == [person]
    shown_events = {each.event_id for each in shown.timeline}
    assert {uuid_text(each) for each in viewing["source_event_ids"]} == shown_events


@pytest.mark.parametrize("call", ["Get", "Export"])
def test_absent_and_hidden_are_answered_and_recorded_alike(
    town: ReadingTown, person: str, call: str
) -> None:
    seen = []
    for asked in (NOBODY, person):
        before, frames = rows(town), len(town.frames())
        refusal = town.refusal("JIR-1", call, get(asked))
        (frame,) = town.frames()[frames:]
        added = [after - count for after, count in zip(rows(town), before, strict=True)]
        seen.append((refusal, added, len(frame)))

    assert seen[0] == seen[1]
    assert seen[0][0] == (grpc.StatusCode.NOT_FOUND, "no result", ())
    absent, hidden = town.trail()[-2:]
    assert [len(each["padding"]) for each in (absent, hidden)] == [len(hidden["padding"])] * 2


def test_a_search_for_nobody_and_for_somebody_hidden_are_alike(
    town: ReadingTown, person: str
) -> None:
    before = len(town.frames())
    asked = [query_pb2.FindHouseholdsRequest(name=name) for name in ("山田太郎", "渡辺花子")]
    absent, hidden = (town.ask("JIR-1", "Find", request) for request in asked)

    assert absent.SerializeToString() == hidden.SerializeToString() == b""
    one, other = town.frames()[before:]
    assert len(one) == len(other)


def test_readings_change_no_view_but_the_trail(town: ReadingTown, person: str) -> None:
    town.settle()
    household = current_file(town.settings.projector(MUNICIPALITY), "household")
    before = list(dump_facts(household))
    town.ask("HOK-1", "Get", get(person))
    town.refusal("JIR-1", "Get", get(person))
    town.settle()

    assert list(dump_facts(household)) == before
    shown = town.ask("HOK-1", "Get", get(person))
    assert {each.agency_id for each in shown.timeline} == {"HOK-1"}


@pytest.mark.parametrize(
    ("agency", "metadata", "key"),
    [
        ("HOK-1", {"user": ""}, "enishi-user"),
        ("HOK-1", {"user": "u 1"}, "enishi-user"),
        ("HOK-1", {"role": "CT"}, "enishi-role"),
        ("HOK-1", {"role": "RESTRICTED"}, "enishi-role"),
        ("HOK-1", {"purpose": "CURIOSITY"}, "enishi-purpose"),
    ],
)
def test_who_reads_must_be_said(
    town: ReadingTown, person: str, agency: str, metadata: dict[str, str], key: str
) -> None:
    before = len(town.frames())
    code, details, _ = town.refusal(agency, "Get", get(person), **metadata)

    assert (code, details.partition(":")[0]) == (grpc.StatusCode.INVALID_ARGUMENT, key)
    assert len(town.frames()) == before


def test_the_municipality_may_read_in_its_restricted_role(town: ReadingTown, person: str) -> None:
    code, _, _ = town.refusal("MU-1", "Get", get(person), role="RESTRICTED")

    assert code == grpc.StatusCode.NOT_FOUND
    assert town.trail()[-1]["viewer_role"] == "RESTRICTED"
