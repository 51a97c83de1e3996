"""One scenario being played on running backbones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import Self

from protos.enishi.v1 import adapter_pb2_grpc
from services.clock import FixedClock
from services.scenario.aliases import Aliases
from services.scenario.audience import Audience
from services.scenario.expectations import judge, judge_reading
from services.scenario.format import AgencyAt, Expectation, Scenario, Step
from services.scenario.report import Outcome, Verdict
from services.scenario.send import send
from services.scenario.stage import Running
from services.scenario.timeline import Moment, timeline

PROJECTED_SECONDS = 60.0


class Playing:
    """Sends the steps, moves the clock, asks the questions. Used by one thread."""

    def __init__(
        self, scenario: Scenario, running: Mapping[str, Running], clock: FixedClock, seed: int
    ) -> None:
        """``running`` by the municipality's key in the file."""
        self.scenario = scenario
        self.running = running
        self.aliases = Aliases(scenario, seed)
        self._clock = clock
        self._adapters: dict[AgencyAt, adapter_pb2_grpc.AdapterStub] = {}
        self._channels = ExitStack()
        self._audience = Audience(scenario, running, self.aliases, self.wait)
        self._channels.callback(self._audience.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._channels.close()

    def run(self, *, doubled: bool) -> Iterator[Outcome]:
        """Live through every moment; each expectation at its instant."""
        for moment in timeline(self.scenario):
            yield from self._arrive(moment, doubled=doubled)
            for reading in moment.readings:
                yield judge_reading(self.scenario.id, reading, self._audience.read)
            if moment.expectations:
                self.wait()
            yield from (self.judge(one) for one in moment.expectations)
        self.wait()
        yield from self._set_aside()
        yield from self._audience.unrecorded()

    def send_all(self, *, doubled: bool) -> Iterator[Outcome]:
        """Let everything arrive and nothing be looked at; only steps that went wrong come out."""
        for moment in timeline(self.scenario):
            yield from self._arrive(moment, doubled=doubled)
        self.wait()
        yield from self._set_aside()

    def wait(self) -> None:
        """Block until everything accepted is in the views. Raises TimeoutError naming who is."""
        for one in self.running.values():
            one.backbone.wait_projected(PROJECTED_SECONDS)

    def judge(self, expectation: Expectation) -> Outcome:
        """Ask at the expectation's instant."""
        self._clock.set(expectation.at)
        return judge(self.scenario.id, expectation, self._audience.ask, self.aliases.look_up)

    def judge_final(self) -> Iterator[Outcome]:
        """The expectations of the end state, by time; then that every answer was written down."""
        final = [one for one in self.scenario.expectations if one.final]
        for expectation in sorted(final, key=lambda one: one.at):
            yield self.judge(expectation)
        yield from self._audience.unrecorded()

    def everything(self, municipality: str) -> str:
        """All an auditor sees of the scenario's people and cases, at its last arrival, as text."""
        self._clock.set(self.scenario.last_arrival)
        return self._audience.everything(municipality)

    def _arrive(self, moment: Moment, *, doubled: bool) -> Iterator[Outcome]:
        self._clock.set(moment.at)
        for step in moment.steps:
            problems = send(step, self._adapter(step.by), self.aliases, doubled=doubled)
            if problems:
                yield _went_wrong(self.scenario, step, problems)

    def _set_aside(self) -> Iterator[Outcome]:
        """A play sends nothing that a view could not read: set-aside records fail it."""
        for key, one in self.running.items():
            status = self._audience.status(key)
            if status.dead_letters:
                yield Outcome(
                    self.scenario.id,
                    f"{self.scenario.id}-D8 {one.municipality.name}",
                    Verdict.FAILED,
                    "no record is set aside",
                    (f"{status.dead_letters} records are set aside",),
                )

    def _adapter(self, by: AgencyAt) -> adapter_pb2_grpc.AdapterStub:
        if by not in self._adapters:
            backbone = self.running[by.municipality].backbone
            channel = backbone.channel(backbone.adapter_target(by.agency), by.agency)
            self._channels.callback(channel.close)
            self._adapters[by] = adapter_pb2_grpc.AdapterStub(channel)
        return self._adapters[by]


def _went_wrong(scenario: Scenario, step: Step, problems: list[str]) -> Outcome:
    what = f"{step.event} by {step.by.agency}, arriving {step.arrives:%m-%d %H:%M}"
    return Outcome(scenario.id, step.origin, Verdict.FAILED, what, tuple(problems))
