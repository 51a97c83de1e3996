"""Brings one agency's accepted events to its topic, in order, at least once.

A batch is read from the ledger, appended, acknowledged, and only then the cursor moves. After any
send error the writer is closed and the batch is sent again from the cursor: whatever had arrived
of it arrives twice, and readers drop the second by (agency, sequence). Counting what arrived
instead would lose events if a dead writer's last request came in late.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol

import structlog

from services.clock import Clock
from services.failpoint import Failpoints
from services.log.port import Log, LogForbidden, LogUnavailable, LogWriter
from services.relay.cursor import Cursor

BATCH = 1000
RETRY_SECONDS = (0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
IDLE_SECONDS = 0.5
"""An adapter in another process cannot wake this relay; it looks that often."""


class Outbox(Protocol):
    """What the relay needs of the ledger."""

    def frames_from(self, sequence: int, limit: int) -> list[tuple[int, bytes]]:
        """Up to ``limit`` (sequence, canonical leaf bytes) from ``sequence`` on."""


class LogShorterThanAcknowledged(Exception):
    """The topic holds fewer records than it acknowledged: it was rolled back or replaced."""


class Relay:
    """One agency's relay on its own thread."""

    def __init__(
        self,
        agency: str,
        topic: str,
        outbox: Outbox,
        log: Callable[[], Log],
        cursor: Cursor,
        clock: Clock,
        failpoints: Failpoints,
    ) -> None:
        self._topic = topic
        self._outbox = outbox
        self._open_log = log
        self._cursor = cursor
        self._clock = clock
        self._failpoints = failpoints
        self._wake = threading.Event()
        self._stopped = threading.Event()
        self._writer: LogWriter | None = None
        self._failures = 0
        # The cursor's file may be on a full disk; what is known to be on the log is not sent again.
        self._acknowledged = 0
        self._log = structlog.get_logger(component="relay", agency=agency)
        self._thread = threading.Thread(target=self._run, name=f"relay {agency}", daemon=True)

    def start(self) -> None:
        """Begin relaying."""
        self._thread.start()

    def wake(self) -> None:
        """Something was accepted."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the batch under way; what is left stays in the ledger."""
        self._stopped.set()
        self._wake.set()
        if self._thread.is_alive():
            self._thread.join()
        self.close()

    def close(self) -> None:
        """Close the connection to the log."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def relay_once(self) -> int:
        """Bring one batch over; returns its size. Raises LogUnavailable, LogForbidden."""
        acknowledged = max(self._acknowledged, self._cursor.read().sequence)
        frames = self._outbox.frames_from(acknowledged + 1, BATCH)
        if not frames:
            return 0
        if self._writer is None:
            self._writer = self._connect(acknowledged)
        self._writer.append_leaves(self._topic, [frame for _, frame in frames])
        self._acknowledged = frames[-1][0]
        self._failpoints.reach("relay.acknowledged")
        self._cursor.move(frames[-1][0], self._clock.now())
        return len(frames)

    def _connect(self, acknowledged: int) -> LogWriter:
        log = self._open_log()
        end = log.high_water([self._topic])[self._topic]
        if end < acknowledged:
            raise LogShorterThanAcknowledged(
                f"{self._topic} ends at {end} but acknowledged {acknowledged} records"
            )
        return log.writer()

    def _run(self) -> None:
        while not self._stopped.is_set():
            self._wake.clear()
            try:
                sent = self.relay_once()
                self._failures = 0
            except (LogUnavailable, LogForbidden, LogShorterThanAcknowledged) as error:
                self._wait_after("log not reached, events wait in the ledger", error, str(error))
                continue
            except Exception as error:  # A relay that ends unseen would hold back all that follows.
                self._wait_after("relay failed, events wait in the ledger", error, "")
                continue
            if not sent:
                self._wake.wait(IDLE_SECONDS)

    def _wait_after(self, what: str, error: Exception, detail: str) -> None:
        self.close()
        pause = RETRY_SECONDS[min(self._failures, len(RETRY_SECONDS) - 1)]
        self._failures += 1
        self._log.warning(
            what,
            error=type(error).__name__,
            detail=detail,
            retry_in_seconds=pause,
        )
        self._stopped.wait(pause)
