"""Lets every adapter of a process give its sign of life at a steady interval."""

from __future__ import annotations

from collections.abc import Callable

from services.repeating import Repeating

INTERVAL_SECONDS = 600.0
"""[cfg] Six signs within the 60 minutes after which a source counts as stale."""


def heartbeats(beat: Callable[[], None], interval_seconds: float = INTERVAL_SECONDS) -> Repeating:
    """Calls ``beat`` for as long as it runs; built stopped."""

    def step() -> bool:
        beat()
        return False

    return Repeating("heartbeats", interval_seconds, step)
