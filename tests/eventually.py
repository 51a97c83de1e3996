"""Waiting for a condition that another thread or process brings about."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which a test gives up; when all is well it never waits that long."""

_TURN_SECONDS = 0.01


def eventually(holds: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    """Return once the condition holds. Raises AssertionError saying what did not come about."""
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:.0f} s: {what}")
        time.sleep(_TURN_SECONDS)
