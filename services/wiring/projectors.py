"""The threads that keep the views of one municipality up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from services.failpoint import Failpoints
from services.log.port import Log
from services.projector.runner import Runner
from services.projector.trail_store import follows
from services.settings import Settings
from services.wiring.views import household_place, identity_place, trail_place


class Projectors:
    """Household view, identity service and trail of one municipality; built stopped."""

    def __init__(
        self,
        settings: Settings,
        municipality: str,
        log: Callable[[], Log],
        failpoints: Failpoints,
    ) -> None:
        households = household_place(settings, municipality)
        identities = identity_place(settings, municipality)
        trail = trail_place(settings, municipality)
        self._runners = (
            Runner(municipality, partial(households.open, failpoints), log),
            Runner(municipality, identities.open, log),
            Runner(municipality, trail.open, log, follows),
        )

    def start(self) -> None:
        """Begin to project."""
        for runner in self._runners:
            runner.start()

    def stop(self) -> None:
        """Stop after the batches under way."""
        for runner in self._runners:
            runner.stop()

    def wait_visible(self, sequences: Mapping[str, int], timeout: float) -> None:
        """Block until the household view alone has applied these. Raises TimeoutError."""
        self._runners[0].wait(sequences, timeout)

    def wait(self, sequences: Mapping[str, int], timeout: float) -> None:
        """Block until every view has applied these. Raises TimeoutError naming who is behind."""
        for runner in self._runners:
            runner.wait(sequences, timeout)
