"""Follows the desk's board and puts what is late into the outbox."""

from __future__ import annotations

import threading
from collections.abc import Generator, Sequence
from contextlib import closing
from typing import Final, Protocol

import structlog

from services.clock import Clock
from services.notify.alarm import DeskState
from services.notify.desk import DeskAway
from services.notify.outbox import Outbox

FIRST_SECONDS: Final = 2.0
CAP_SECONDS: Final = 60.0
"""[cfg] Between two attempts to read the board."""


class Board(Protocol):
    """A desk whose board can be followed."""

    def states(self) -> Generator[DeskState, None, None]:
        """The board now, then after every change. Raises DeskAway, DeskRefused."""


class Watching:
    """Takes over only what was evaluated: while a source catches up after an outage it waits and
    looks again, since a board says nothing when only the waiting ends (S10)."""

    def __init__(
        self,
        desk: Board,
        outbox: Outbox,
        destinations: Sequence[str],
        clock: Clock,
        first_seconds: float = FIRST_SECONDS,
    ) -> None:
        self._desk = desk
        self._outbox = outbox
        self._destinations = destinations
        self._clock = clock
        self._first = first_seconds
        self._known = threading.Event()
        self._log = structlog.get_logger(component="notify")

    def known(self) -> bool:
        """Whether what waits is known to be late: since the first evaluated board, but not while
        a source catches up. Of a query service that went away its last word holds: an alarm told
        in vain costs a look, one untold may cost more."""
        return self._known.is_set()

    def follow(self, told: threading.Event) -> None:
        """Follow until told to stop. Raises DeskRefused."""
        failures = 0
        while not told.is_set():
            try:
                with closing(self._desk.states()) as states:
                    for state in states:
                        if not self._take(state):
                            break
                        failures = 0
            except DeskAway as error:
                if not told.is_set():
                    self._log.warning("the board is not read", code=error.code)
            told.wait(min(self._first * (1 << min(failures, 10)), CAP_SECONDS))
            failures += 1

    def _take(self, state: DeskState) -> bool:
        if not state.evaluated:
            if self._known.is_set():
                self._log.info("a source catches up, alarms wait")
            self._known.clear()
            return False
        self._outbox.take(state.late, self._destinations, self._clock.now())
        self._known.set()
        return True
