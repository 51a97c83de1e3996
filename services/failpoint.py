"""Places where a test kills this process for real (SIGKILL), named in ENISHI_FAILPOINT.

``ENISHI_FAILPOINT=adapter.committed`` kills at the first passage; ``…:3`` at the third.
"""

from __future__ import annotations

import os
import signal

VARIABLE = "ENISHI_FAILPOINT"


class Failpoints:
    """The failpoint armed for this process, if any."""

    def __init__(self, spec: str = "") -> None:
        self._name, _, count = spec.partition(":")
        self._left = int(count or 1)

    @classmethod
    def from_environment(cls) -> Failpoints:
        """Armed by the environment; unarmed where the variable is unset."""
        return cls(os.environ.get(VARIABLE, ""))

    def reach(self, name: str) -> None:
        """Kill this process if ``name`` is armed and its count has come."""
        if name != self._name:
            return
        self._left -= 1
        if self._left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)
