"""Every clock is injected, so that a play, a test and an audit can say what time it is."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Protocol

from schemas.times import JST


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The current instant, aware, in Japan time."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant, aware, in Japan time."""
        return datetime.now(JST)


class FixedClock:
    """Stands still until it is moved; safe to share between threads."""

    def __init__(self, start: datetime) -> None:
        self._lock = threading.Lock()
        self._now = start.astimezone(JST)

    def now(self) -> datetime:
        """The instant it was last set to."""
        with self._lock:
            return self._now

    def set(self, moment: datetime) -> None:
        """Move to an instant, forwards or backwards."""
        with self._lock:
            self._now = moment.astimezone(JST)

    def advance(self, by: timedelta) -> None:
        """Move on by a duration."""
        with self._lock:
            self._now += by
