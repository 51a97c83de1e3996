"""One thread owns the store: callers hand in events, whatever waits is committed together.

SQLite saves get slower with more threads, and an fsync costs the same for one event as for a
hundred, so concurrent callers share one transaction (group commit).
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Protocol

import structlog
from eventsourcing.persistence import IntegrityError, PersistenceError

from protos.enishi.v1 import events_pb2
from services.adapter.intake import Intake, Outcome
from services.adapter.refusal import Refused

MAX_BATCH = 256


class Sink(Protocol):
    """Who waits for outcomes; ``deliver`` runs on its loop, once for each batch it has part in."""

    loop: asyncio.AbstractEventLoop

    def deliver(self, outcomes: Sequence[Outcome]) -> None:
        """Take the next outcomes, in the order in which their events were handed in."""


_Waiting = tuple[events_pb2.Event, Sink]


class StoreThread:
    """Runs an intake on its own thread."""

    def __init__(self, intake: Intake, name: str) -> None:
        self._intake = intake
        self._queue: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=f"store {name}", daemon=True)
        self._log = structlog.get_logger(component="adapter", agency=name)
        self._thread.start()

    def submit(self, event: events_pb2.Event, sink: Sink) -> None:
        """Hand in one event; its outcome reaches the sink when it is durable, or refused."""
        self._queue.put((event, sink))

    def close(self) -> None:
        """Finish what was handed in, then stop."""
        self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            first = self._queue.get()
            if first is None:
                return
            batch, ended = self._take(first)
            outcomes = self._process([event for event, _ in batch])
            _deliver(batch, outcomes)
            if ended:
                return

    def _take(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch = [first]
        while len(batch) < MAX_BATCH:
            try:
                item = self._queue.get_nowait()
            except queue.Empty:
                return batch, False
            if item is None:
                return batch, True
            batch.append(item)
        return batch, False

    def _process(self, events: Sequence[events_pb2.Event]) -> Sequence[Outcome]:
        try:
            return self._intake.process(events)
        except Exception as error:
            if len(events) > 1 and not _whole_store_refuses(error):
                # One bad event must neither refuse its neighbours nor end the thread.
                return [outcome for event in events for outcome in self._process([event])]
            refusal = _store_full() if isinstance(error, PersistenceError) else _internal()
            self._log.error(
                "events not stored",
                events=len(events),
                code=refusal.code,
                error=type(error).__name__,
            )
            return [refusal] * len(events)


def _whole_store_refuses(error: Exception) -> bool:
    """A full disk, a lock: the next event would fare no better. A clash of rows is one event's."""
    return isinstance(error, PersistenceError) and not isinstance(error, IntegrityError)


def _deliver(batch: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
    """One call into a loop for each run of events of one sink: waking a loop is dear."""
    at = 0
    for sink, run in groupby(batch, key=itemgetter(1)):
        end = at + sum(1 for _ in run)
        try:
            sink.loop.call_soon_threadsafe(sink.deliver, outcomes[at:end])
        except RuntimeError:  # The loop has ended with its callers; the events are stored.
            structlog.get_logger(component="adapter").warning("nobody waits", events=end - at)
        at = end


def _store_full() -> Refused:
    return Refused(
        "STORE_UNAVAILABLE",
        "the agency's store refused the write and kept nothing; send the same event again",
        status="UNAVAILABLE",
    )


def _internal() -> Refused:
    return Refused(
        "INTERNAL",
        "the adapter failed on this event and kept nothing; the operator's log has the kind",
        status="INTERNAL",
    )
