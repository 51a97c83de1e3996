"""``enishi demo`` from nothing, as a newcomer runs it."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.enishi_process import Operator
from tests.kafka_broker import require_kafka

SECONDS = 240.0
RUNNING = "Ctrl-C"


def figures(summary: str) -> dict[str, int]:
    """The numbers of the summary, by the last word of their label."""
    rows = re.findall(r"^.* (\S+) +([\d,]+)$", summary, re.MULTILINE)
    return {label: int(number.replace(",", "")) for label, number in rows}


@pytest.mark.parametrize("log", ["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def test_everything_accepted_is_projected_and_no_expectation_fails(
    log: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if log == "kafka":
        require_kafka(pytestconfig)
    operator = Operator(tmp_path)

    done = operator.run("demo", "--once", "--households", "20", "--log", log, seconds=SECONDS)

    assert done.returncode == 0, done.stdout + done.stderr
    sums = figures(done.stdout)
    assert sums["accepted"] == sums["log"] == sums["Projected"] > 0
    assert (sums["Lag"], sums["aside"]) == (0, 0)
    held, failed = re.findall(r"(\d+) held, (\d+) failed", done.stdout)[-1]
    assert int(held) > 0
    assert int(failed) == 0


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Operator, list[str]]]:
    """A demo that goes on, and what it printed."""
    operator = Operator(tmp_path_factory.mktemp("home"))
    demo = operator.start("demo", "--households", "40")
    try:
        yield operator, until_running(demo)
    finally:
        demo.send_signal(signal.SIGTERM)
        demo.communicate(timeout=SECONDS)


def until_running(demo: subprocess.Popen[str]) -> list[str]:
    """What a demo prints until it serves."""
    assert demo.stdout is not None
    printed = []
    for line in demo.stdout:
        printed.append(line.rstrip("\n"))
        if RUNNING in line:
            return printed
    raise AssertionError("\n".join(printed))


def test_every_command_it_suggests_works_when_pasted(kept: tuple[Operator, list[str]]) -> None:
    operator, printed = kept
    suggested = [
        line.strip() for line in printed if "enishi" in line and not line.startswith("  #")
    ]
    commands = [line for line in suggested if re.search(r"enishi (household|find|status)", line)]

    assert len(commands) >= 5
    assert {line: operator.paste(line).returncode for line in commands} == dict.fromkeys(
        commands, 0
    )


def test_it_is_not_begun_anew_while_it_runs(kept: tuple[Operator, list[str]]) -> None:
    operator, _ = kept

    second = operator.run("demo", "--once")

    assert second.returncode == 1
    assert "already: stop it" in second.stderr
    assert second.stdout == ""
