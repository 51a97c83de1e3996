"""Everyone who looks during a play, and what the backbone wrote down of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from typing import Any

from protos.enishi.v1 import query_pb2
from schemas.codec import codec
from services.scenario.aliases import Aliases
from services.scenario.ask import Screen, ask_everything, ask_view
from services.scenario.expecting import PLAYER
from services.scenario.format import AgencyAt, Asker, Expectation, Reading, Scenario
from services.scenario.readings import problems
from services.scenario.report import Outcome, Verdict
from services.scenario.stage import Running
from services.scenario.viewings import Viewings
from services.wiring.logs import PROJECTOR

AUDITOR = "AU-1"
"""Runs in every municipality of a play: whom questions about everything are asked as."""


class Audience:
    """The screens of one play. Used by one thread."""

    def __init__(
        self,
        scenario: Scenario,
        running: Mapping[str, Running],
        aliases: Aliases,
        wait: Callable[[], None],
    ) -> None:
        """``wait`` returns once everything accepted, viewings too, is on the log and projected."""
        self._scenario = scenario
        self._running = running
        self._aliases = aliases
        self._wait = wait
        self._screens: dict[AgencyAt, Screen] = {}
        self._begins: dict[str, int] = {}
        self._channels = ExitStack()

    def close(self) -> None:
        """Close every channel."""
        self._channels.close()

    def ask(self, expectation: Expectation) -> Any:
        """The answer as JSON, None for no result. Raises NotAnswered, UnknownAlias."""
        return ask_view(self._screen(expectation.asker.viewer), expectation)

    def everything(self, municipality: str) -> str:
        """All an auditor sees of the scenario's people and cases. Raises NotAnswered."""
        auditor = _auditor(municipality)
        screen = self._screen(auditor.viewer)
        return ask_everything(screen, auditor, self._scenario, municipality)

    def status(self, municipality: str) -> query_pb2.ViewStatus:
        """Where a municipality's view stands. Raises grpc.RpcError."""
        auditor = _auditor(municipality)
        return self._screen(auditor.viewer).status(auditor)

    def read(self, reading: Reading) -> list[str]:
        """Do what someone does at a screen, once; what is wrong with what came of it.

        Raises NotAnswered, UnknownAlias, PathInvalid.
        """
        viewings = self._viewings(reading.asker.viewer.municipality)
        self._wait()
        before = viewings.end()
        answer = self._do(reading)
        self._wait()
        return list(problems(reading, answer, viewings.since(before), self._aliases.look_up))

    def unrecorded(self) -> Iterator[Outcome]:
        """Of every municipality looked at: whether each answer left exactly one event (V7)."""
        self._wait()
        for key, begin in self._begins.items():
            answered = sum(
                screen.answered
                for viewer, screen in self._screens.items()
                if viewer.municipality == key
            )
            written = len(self._viewings(key).since(begin))
            why = () if written == answered else (f"{answered} answers, {written} viewing events",)
            yield Outcome(
                self._scenario.id,
                f"{self._scenario.id}-SYS {self._running[key].municipality.name}",
                Verdict.FAILED if why else Verdict.HELD,
                "every answer left exactly one viewing event",
                why,
            )

    def _do(self, reading: Reading) -> Any:
        screen = self._screen(reading.asker.viewer)
        if reading.action == "review":
            return screen.review(reading)
        if reading.action == "read":
            return screen.show(reading.asker, reading.subject, reading.fields, reading.inside)
        answer = screen.break_glass(reading)
        if answer is not None and reading.alias is not None:
            self._aliases.learn_break_glass(reading.alias, answer["break_glass_id"])
        return answer

    def _screen(self, viewer: AgencyAt) -> Screen:
        if viewer.municipality not in self._begins:
            self._begins[viewer.municipality] = self._viewings(viewer.municipality).end()
        if viewer not in self._screens:
            backbone = self._running[viewer.municipality].backbone
            channel = backbone.channel(backbone.query_target(), viewer.agency)
            self._channels.callback(channel.close)
            self._screens[viewer] = Screen(channel, self._scenario, self._aliases)
        return self._screens[viewer]

    def _viewings(self, municipality: str) -> Viewings:
        running = self._running[municipality]
        return Viewings(running.logs.as_principal(PROJECTOR), running.municipality.code, codec())


def _auditor(municipality: str) -> Asker:
    return Asker(AgencyAt(municipality, AUDITOR), PLAYER)
