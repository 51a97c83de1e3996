"""Creates what is missing on the log; while the log is away, again and again until it is back.

An adapter that is restarted while Kafka is away must accept all the same (D3): its ledger is its
outbox, and the topics are only needed once the relay has something to bring over.
"""

from __future__ import annotations

from collections.abc import Callable

import structlog

from services.log.port import LogUnavailable
from services.repeating import Repeating

RETRY_SECONDS = 1.0


class Preparation:
    """Runs ``prepare`` until it has succeeded once."""

    def __init__(self, prepare: Callable[[], None], retry_seconds: float = RETRY_SECONDS) -> None:
        self._prepare = prepare
        self._retrying = Repeating("preparation", retry_seconds, self._succeeded)

    def start(self) -> None:
        """Prepare now, or as soon as the log is back. Raises LogForbidden."""
        if not self._succeeded():
            self._retrying.start()

    def stop(self) -> None:
        """Give up."""
        self._retrying.stop()

    def _succeeded(self) -> bool:
        try:
            self._prepare()
        except LogUnavailable as error:
            structlog.get_logger(component="wiring").warning(
                "log not reached, adapters accept meanwhile", detail=str(error)
            )
            return False
        return True
