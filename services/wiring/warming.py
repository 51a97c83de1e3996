"""Keeps the boards that are in use up to date, so that nobody waits for one in the morning."""

from __future__ import annotations

import threading
from collections.abc import Callable

from services.repeating import Repeating

INTERVAL_SECONDS = 1.0
"""How often it looks for what is new: nothing being new costs less than a millisecond a desk."""

Warm = Callable[[Callable[[], bool]], None]
"""One round, which ends early where the function it is given says so."""


class Warming:
    """Calls ``warm`` again and again on a thread of its own; built stopped."""

    def __init__(self, warm: Warm, interval_seconds: float = INTERVAL_SECONDS) -> None:
        self._stopping = threading.Event()
        self._warm = warm
        self._repeating = Repeating("warming", interval_seconds, self._step)

    def start(self) -> None:
        """Begin; the first round comes after one interval."""
        self._repeating.start()

    def stop(self) -> None:
        """Stop, also amid a round; nothing happens where it was not started."""
        self._stopping.set()
        self._repeating.stop()

    def _step(self) -> bool:
        self._warm(self._stopping.is_set)
        return self._stopping.is_set()
