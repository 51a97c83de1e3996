"""Brings what the outbox holds to one destination, again and again until it is there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import structlog

from services.clock import Clock
from services.failpoint import Failpoints
from services.notify.configuration import Retry
from services.notify.delivery import Destination, Kind, NotDelivered
from services.notify.notice import Place, notice
from services.notify.outbox import Outbox, Row

DELIVERED = "notify.delivered"
"""The failpoint between the receiver's answer and its mark."""


class Courier:
    """At least once: a process that dies between the receiver's answer and the mark sends again,
    under the same id. One thread for each destination, so that none waits for another's server."""

    def __init__(
        self,
        outbox: Outbox,
        destination: Destination,
        place: Place,
        retry: Retry,
        clock: Clock,
        may_send: Callable[[], bool],
        failpoints: Failpoints,
    ) -> None:
        """``may_send`` is False while nobody knows whether what waits is still late."""
        self._outbox = outbox
        self._destination = destination
        self._place = place
        self._retry = retry
        self._clock = clock
        self._may_send = may_send
        self._failpoints = failpoints
        self._log = structlog.get_logger(component="notify", destination=destination.name)

    def step(self) -> None:
        """Send what is due. The first failure ends the step: it is the destination's, so the
        others would fail as it did."""
        for row in self._outbox.due(self._destination.name, self._clock.now()):
            if not self._may_send() or not self._sent(row):
                return

    def _sent(self, row: Row) -> bool:
        if row.attempts >= self._retry.attempts:
            # The last attempt ended with its process.
            self._give_up(row.key, row.attempts, Kind.INTERRUPTED)
            return True
        now, attempts = self._clock.now(), row.attempts + 1
        retry_at = now + timedelta(seconds=self._retry.wait_seconds(attempts))
        if not self._outbox.begin(row.key, retry_at, now):
            return True
        try:
            self._destination.deliver(notice(self._place, row.key, row.alarm, row.late))
        except NotDelivered as error:
            self._failed(row.key, attempts, error.kind)
            return False
        self._failpoints.reach(DELIVERED)
        self._outbox.sent(row.key, self._clock.now())
        return True

    def _failed(self, key: str, attempts: int, kind: Kind) -> None:
        now = self._clock.now()
        self._outbox.failed(key, kind, now)
        if kind is Kind.GONE:
            self._outbox.stop(self._destination.name, now)
            self._log.error("destination stopped, its receiver wants nothing more", key=key)
        elif attempts >= self._retry.attempts:
            self._give_up(key, attempts, kind)
        else:
            self._log.warning("notice not delivered", key=key, kind=kind, attempts=attempts)

    def _give_up(self, key: str, attempts: int, kind: Kind) -> None:
        self._outbox.give_up(key, self._clock.now())
        self._log.error("notice given up", key=key, kind=kind, attempts=attempts)
