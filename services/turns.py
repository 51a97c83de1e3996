"""A lock that is given in the order of asking."""

from __future__ import annotations

import threading
from collections import deque


class Turns:
    """As a context: whoever holds it lets go. Who does much work in many short turns would take
    an ordinary lock again before those who have long been waiting."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Semaphore] = deque()

    @property
    def waiting(self) -> int:
        """How many wait."""
        return len(self._waiting)

    def __enter__(self) -> None:
        """Wait for one's turn."""
        with self._lock:
            if not self._held:
                self._held = True
                return
            mine = threading.Semaphore(0)
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, *_: object) -> None:
        """The turn of whoever has waited longest."""
        with self._lock:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False
