"""Lets every adapter of a process give its sign of life at a steady interval."""

from __future__ import annotations

import threading
from collections.abc import Callable

INTERVAL_SECONDS = 600.0
"""[cfg] Six signs within the 60 minutes after which a source counts as stale."""


class Heartbeats:
    """Calls ``beat`` every interval on its own thread; the first time after one interval."""

    def __init__(self, beat: Callable[[], None], interval_seconds: float) -> None:
        self._beat = beat
        self._interval = interval_seconds
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeats", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the beat under way."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            self._beat()
