"""Threat 13: of a protected address no byte comes out, whoever asks whatever (V4; scenario S5)."""

from __future__ import annotations

import logging
import sqlite3
import uuid
from collections.abc import MutableMapping
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from protos.enishi.v1 import query_pb2, query_pb2_grpc
from services.clock import FixedClock
from services.query.reader import metadata_of
from services.scenario.aliases import Aliases
from services.scenario.format import Scenario
from services.scenario.load import load
from services.scenario.play import BEFORE
from services.scenario.playing import Playing
from services.scenario.report import Verdict
from services.scenario.stage import Running, opened_backbones, opened_stage
from tests.canary import needles, words_in, words_in_files
from tests.contracts.everything_asked import SECONDS, Asking, Known, every_call

S5 = Path(__file__).parents[1] / "scenarios" / "S5.yaml"
CANARY = "朝霧町"
ADDRESS = "丙市朝霧町9丁目9番909号"
CLEAR = "DV_IMMEDIATE"
"""Stands in clear in the log: if it is not found, the search proves nothing."""

LOGGED = "a line of the test's own"
ENTITLED = (("AU-1", None), ("MU-1", "RESTRICTED"))
PARTIES = ("JIR-1", "CT-1")
"""Who works with the husband, from whom she is protected."""

WITH_HER = ("KOD-1", "AB-1")
OTHERS = ("MU-1", "ST-1", "HOK-1", "OR-1", "SCHOOL-1")
READERS = (*PARTIES, *WITH_HER, *OTHERS)

Reader = tuple[str, str | None]


@dataclass
class Played:
    """What came out of the play: by reader (what was asked, its bytes), and every line logged."""

    home: Path
    outputs: dict[Reader, list[tuple[str, bytes]]]
    asked: set[str]
    lines: list[str]
    split_household: str
    her_case: str


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    """S5 to its end, with more agencies looking on; then everybody asks everything."""
    home = tmp_path_factory.mktemp("played")
    scenario = with_agencies(load(S5))
    clock = FixedClock(scenario.starts - BEFORE)
    lines: list[str] = []
    with ExitStack() as stack:
        stack.callback(structlog.reset_defaults)
        listen(stack, lines)
        stage = stack.enter_context(opened_stage("embedded", home, [scenario]))
        running = stack.enter_context(opened_backbones(stage, home, scenario, clock))
        playing = stack.enter_context(Playing(scenario, running, clock, seed=0))
        outcomes = list(playing.run(doubled=False))
        assert [one for one in outcomes if one.verdict is Verdict.FAILED] == []
        (town,) = running.values()
        known = known_of(playing.aliases, town)
        outputs, asked = {}, set()
        for agency, role in (*((each, None) for each in READERS), *ENTITLED):
            with town.backbone.channel(town.backbone.query_target(), agency) as channel:
                asking = Asking(channel, role, known, lambda: viewings(town))
                outputs[agency, role] = list(asking.outputs())
                asked |= asking.asked
        structlog.get_logger().info(LOGGED)
        split, case = playing.aliases.uuid("H2"), playing.aliases.case("K2")
    return Played(home, outputs, asked, lines, split, case)


def with_agencies(scenario: Scenario) -> Scenario:
    """The same play where every kind of reader has a seat."""
    more = {
        key: replace(one, agencies=tuple(dict.fromkeys((*one.agencies, *READERS))))
        for key, one in scenario.municipalities.items()
    }
    return replace(scenario, municipalities=more)


def listen(stack: ExitStack, lines: list[str]) -> None:
    """Keep every line that any part of this process logs."""

    def keep(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        lines.append(str(event))
        raise structlog.DropEvent

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter().format(record))

    structlog.configure(
        processors=[structlog.processors.format_exc_info, keep],
        wrapper_class=structlog.make_filtering_bound_logger(logging.NOTSET),
    )
    handler, root = Keep(), logging.getLogger()
    root.addHandler(handler)
    stack.callback(root.removeHandler, handler)


def known_of(aliases: Aliases, town: Running) -> Known:
    """Everything the play has ids and names for."""
    households = [("household_id", aliases.uuid(each)) for each in ("H1", "H2")]
    people = [("person_ref", aliases.person_ref(each)) for each in ("P2", "P1", "P3")]
    cases = [("case_id", aliases.case(each)) for each in ("K1", "K2")]
    (_, her_ref), *_ = people
    return Known(
        ids=(*households, *people, *cases, ("plan_id", aliases.uuid("H2"))),
        people=tuple(ref for _, ref in people),
        event=event_of_the_address(town, her_ref),
        words=("中村 由香", "ナカムラユカ", "中村蓮", "中村 剛", "中村", ADDRESS, CANARY),
        secret=CANARY,
    )


def event_of_the_address(town: Running, her_ref: str) -> str:
    """The id of the AttributeAsserted, as the auditor reads it."""
    with town.backbone.channel(town.backbone.query_target(), "AU-1") as channel:
        household = query_pb2_grpc.HouseholdsStub(channel).Get(
            query_pb2.GetHouseholdRequest(person_ref=her_ref),
            timeout=SECONDS,
            metadata=metadata_of("u-1"),
        )
    (event,) = (e for e in household.timeline if e.event_type == "AttributeAsserted")
    return event.event_id


def viewings(town: Running) -> int:
    """How many events the backbone's own adapter has stored."""
    ledger = town.settings.adapter(town.municipality.code, "SYS-1") / "ledger.db"
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        count: int = connection.execute("SELECT COUNT(*) FROM stored_events").fetchone()[0]
        return count


def holding(outputs: list[tuple[str, bytes]], *words: str) -> list[str]:
    """What was asked where an output holds one of the words."""
    wanted = needles(words)
    return [asked for asked, content in outputs if words_in(content, wanted)]


def in_any_form(identifier: str) -> tuple[str, ...]:
    one = uuid.UUID(identifier)
    return str(one), one.hex, str(one).upper()


def test_every_call_was_asked(played: Played) -> None:
    assert played.asked == set(every_call())


@pytest.mark.parametrize("agency", READERS)
def test_the_address_stands_in_no_byte_of_any_output(played: Played, agency: str) -> None:
    outputs = played.outputs[agency, None]

    assert len(outputs) > 100
    assert holding(outputs, CANARY, "9丁目", "909号") == []


@pytest.mark.parametrize("agency", READERS)
def test_nobody_learns_the_household_she_moved_to(played: Played, agency: str) -> None:
    outputs = played.outputs[agency, None]

    assert holding(outputs, *in_any_form(played.split_household)) == []
    raw = uuid.UUID(played.split_household).bytes
    assert [asked for asked, content in outputs if raw in content] == []


@pytest.mark.parametrize("agency", [each for each in READERS if each not in WITH_HER])
def test_only_who_works_with_her_learns_of_her_case(played: Played, agency: str) -> None:
    assert holding(played.outputs[agency, None], *in_any_form(played.her_case), "DV_") == []


@pytest.mark.parametrize("reader", ENTITLED, ids=lambda reader: reader[0])
def test_who_may_read_it_reads_it(played: Played, reader: Reader) -> None:
    """Otherwise the tests above would hold of an address that never arrived."""
    outputs = played.outputs[reader]

    assert holding(outputs, ADDRESS) != []
    assert holding(outputs, *in_any_form(played.split_household)) != []


def test_no_line_was_logged_with_it(played: Played) -> None:
    assert any(LOGGED in line for line in played.lines)
    assert [line for line in played.lines if words_in(line.encode(), needles([CANARY]))] == []


def test_no_file_holds_it_in_clear(played: Played) -> None:
    found = {word for _, word in words_in_files(played.home, (CANARY, CLEAR))}

    assert found == {CLEAR}
