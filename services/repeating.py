"""Something done again and again on a thread of its own, until it is done or told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Repeating:
    """Calls ``step`` after every interval; a step that returns True is the last one."""

    def __init__(self, name: str, interval_seconds: float, step: Callable[[], bool]) -> None:
        self._interval = interval_seconds
        self._step = step
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first step comes after one interval."""
        self._thread.start()

    def stop(self) -> None:
        """Stop after the step under way; nothing happens where it was not started."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopped.wait(self._interval):
            if self._step():
                return
