"""``enishi demo`` from nothing, as a newcomer runs it, on both logs."""

from __future__ import annotations

import re
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.enishi_process import Operator
from tests.kafka_broker import require_kafka

SECONDS = 240.0
RUNNING = "Ctrl-C"


@dataclass(frozen=True)
class Demo:
    """A demo that goes on, and what it has printed."""

    operator: Operator
    process: subprocess.Popen[str]
    printed: list[str]

    def figure(self, label: str) -> int:
        """The number beside a label of the summary."""
        (line,) = [line for line in self.printed if label in line]
        return int(line.split()[-1].replace(",", ""))

    def suggested(self) -> list[str]:
        """The commands it says to look at next, but for the rebuild."""
        lines = [line.strip() for line in self.printed]
        return [line for line in lines if re.search(r"enishi (household|find|status)\b", line)]

    def stop(self) -> int:
        """End it as a terminal or a service manager does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=SECONDS)
        return self.process.returncode


@pytest.fixture(scope="module", params=["embedded", pytest.param("kafka", marks=pytest.mark.kafka)])
def demo(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """A small demo on either log."""
    if request.param == "kafka":
        require_kafka(request.config)
    operator = Operator(tmp_path_factory.mktemp("home"))
    process = operator.start("demo", "--households", "40", "--log", request.param)
    running = Demo(operator, process, [])
    try:
        running.printed.extend(until_running(process))
        yield running
    finally:
        running.stop()


def until_running(process: subprocess.Popen[str]) -> Iterator[str]:
    """What a demo prints until it serves."""
    assert process.stdout is not None
    printed = []
    for line in process.stdout:
        printed.append(line)
        yield line.rstrip("\n")
        if RUNNING in line:
            return
    raise AssertionError("".join(printed))


def test_everything_accepted_is_in_the_view_and_no_expectation_fails(demo: Demo) -> None:
    accepted = demo.figure("Events accepted")

    assert accepted > 0
    assert demo.figure("Relayed to the log") == demo.figure("Projected") == accepted
    assert demo.figure("遅れ Lag") == demo.figure("Set aside") == 0
    (summary,) = [line for line in demo.printed if "Scenario expectations" in line]
    assert re.search(r"[1-9]\d* held, 0 failed", summary)


def test_every_command_it_suggests_works_when_pasted(demo: Demo) -> None:
    codes = {line: demo.operator.paste(line).returncode for line in demo.suggested()}

    assert len(codes) >= 5
    assert codes == dict.fromkeys(codes, 0)


def test_it_is_not_begun_anew_while_it_runs(demo: Demo) -> None:
    second = demo.operator.run("demo", "--once")

    assert second.returncode == 1
    assert "already: stop it" in second.stderr
    assert second.stdout == ""


def test_it_goes_on_with_what_it_had(demo: Demo) -> None:
    before = demo.figure("Projected")
    assert demo.stop() == 0

    again = demo.operator.run("demo", "--keep", "--once", seconds=SECONDS)

    assert again.returncode == 0, again.stdout + again.stderr
    assert f"{before:,}" in again.stdout
