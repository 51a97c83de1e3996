"""S1 to S12 on both logs: as written, in another order of arrival, and everything sent twice."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest

from services.scenario.load import load
from services.scenario.play import Manner, play_scenario
from services.scenario.stage import LogName, Stage, opened_stage
from tests.kafka_broker import require_kafka

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("S*.yaml"), key=lambda path: int(path.stem[1:]))

MANNERS = {
    "plain": Manner(),
    "shuffled": Manner(shuffled=20260601),
    "doubled": Manner(doubled=True),
}


@dataclass(frozen=True)
class Theatre:
    """A stage, where its state lies, and how to play on it."""

    stage: Stage
    home: Path
    manner: Manner


def theatres() -> Iterator[object]:
    for log in get_args(LogName):
        for name in MANNERS:
            marks = [pytest.mark.kafka] if log == "kafka" else []
            yield pytest.param((log, name), id=f"{log}-{name}", marks=marks)


@pytest.fixture(scope="module", params=theatres())
def theatre(
    request: pytest.FixtureRequest,
    pytestconfig: pytest.Config,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Theatre]:
    """Each log with each manner; for Kafka a broker that trusts every municipality played."""
    log, manner = request.param
    if log == "kafka":
        require_kafka(pytestconfig)
    home = tmp_path_factory.mktemp(f"{log}-{manner}")
    with opened_stage(log, home, [load(file) for file in FILES]) as stage:
        yield Theatre(stage, home, MANNERS[manner])
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_what_can_be_judged_holds(theatre: Theatre, file: Path) -> None:
    result = play_scenario(load(file), theatre.stage, theatre.home, theatre.manner)

    assert result.failures == ()
    assert result.held > 0


def test_there_are_twelve_scenarios() -> None:
    assert [file.stem for file in FILES] == [f"S{number}" for number in range(1, 13)]


def test_the_page_lists_exactly_the_ids_that_are_required() -> None:
    page = (HERE / "README.md").read_text(encoding="utf-8")
    rows = [line.split("|")[1:3] for line in page.splitlines() if line.startswith("| S")]
    listed = [(name.strip(), says.strip()) for name, says in rows]

    expected = [(one.id, one.says) for file in FILES for one in load(file).expectations]
    assert sorted(listed) == sorted(expected)
