"""Drives one view from the log: follow topics, poll, apply, tell those who wait."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Mapping

import structlog

from schemas.topics import agency_topic
from services.log.port import (
    Log,
    LogDamaged,
    LogForbidden,
    LogReader,
    LogTruncated,
    LogUnavailable,
)
from services.projector.topic_watch import TopicWatch
from services.projector.view import View
from services.views.view_file import Fenced

BATCH = 2000
POLL_SECONDS = 0.25
RETRY_SECONDS = 0.5


Follows = Callable[[str], bool]
"""Whether a view reads this topic at all."""


def all_topics(_topic: str) -> bool:
    """A view of everything."""
    return True


class Runner:
    """One view's projector on its own thread."""

    def __init__(
        self,
        municipality: str,
        open_view: Callable[[], View],
        log: Callable[[], Log],
        follows: Follows = all_topics,
    ) -> None:
        self._municipality = municipality
        self._follows = follows
        self._open_view = open_view
        self._view = open_view()
        self._open_log = log
        self._stopped = threading.Event()
        self._progress = threading.Condition()
        self._applied: dict[str, int] = {}
        self._failed: BaseException | None = None
        self._log = structlog.get_logger(component="projector", view=self._view.name)
        self._thread = threading.Thread(target=self._run, name="projector", daemon=True)

    def start(self) -> None:
        """Begin to project."""
        self._publish()
        self._thread.start()

    def stop(self) -> None:
        """Stop after the batch under way."""
        self._stopped.set()
        self._thread.join()
        self._view.close()

    def wait(self, sequences: Mapping[str, int], timeout: float) -> None:
        """Block until every agency's sequence is applied, of those whose topic it follows.

        Raises TimeoutError naming who is not.
        """
        deadline = time.monotonic() + timeout

        def missing() -> list[str]:
            return [
                f"{agency} at {self._applied.get(agency, 0)} of {sequence}"
                for agency, sequence in sequences.items()
                if self._applied.get(agency, 0) < sequence
                and self._follows(agency_topic(self._municipality, agency))
            ]

        with self._progress:
            while missing():
                left = deadline - time.monotonic()
                if self._failed is not None:
                    raise RuntimeError("the projector has stopped") from self._failed
                if left <= 0 or not self._progress.wait(left):
                    raise TimeoutError("not yet in the view: " + ", ".join(missing()))

    def _run(self) -> None:
        try:
            while not self._stopped.is_set():
                try:
                    self._drive_until_stopped()
                except sqlite3.OperationalError as error:
                    # A full disk, another writer: nothing of the batch is kept, it is read again.
                    self._log.warning("view not written", detail=str(error))
                    self._stopped.wait(RETRY_SECONDS)
        except LogForbidden as error:
            self._log.error("may not read the log", detail=str(error))
            self._fail(error)
        except BaseException as error:
            self._fail(error)
            raise

    def _drive_until_stopped(self) -> None:
        try:
            self._drive(self._open_log())
        except (LogTruncated, LogDamaged) as error:
            self._stop_source(error)
        except LogUnavailable as error:
            self._log.warning("log not reached", detail=str(error))
            self._stopped.wait(RETRY_SECONDS)
        except Fenced:
            self._stand_by()

    def _stop_source(self, error: LogTruncated | LogDamaged) -> None:
        """Skipping would lose events silently, waiting would stop every other source."""
        alarm = "TRUNCATED" if isinstance(error, LogTruncated) else "DAMAGED"
        self._log.error("source stopped", topic=error.topic, alarm=alarm, detail=str(error))
        self._view.stop_source(error.topic, alarm)

    def _stand_by(self) -> None:
        """Someone else owns the view: go on when a rebuilt one is in service, or it is free."""
        self._log.warning("another projector has taken this view over; standing by")
        while not self._stopped.is_set():
            if not self._view.in_service() or self._view.file.is_free():
                fenced, self._view = self._view, self._open_view()
                fenced.close()
                self._publish()
                return
            self._stopped.wait(RETRY_SECONDS)

    def _drive(self, log: Log) -> None:
        watch = TopicWatch(self._municipality, self._open_log)
        watch.start()
        try:
            self._view.follow(sorted(filter(self._follows, watch.topics())))
            reader = log.reader(self._view.sources.positions())
            try:
                self._read_on(reader, watch)
            finally:
                reader.close()
        finally:
            watch.stop()

    def _read_on(self, reader: LogReader, watch: TopicWatch) -> None:
        reading = self._view.sources.positions().keys()
        while not self._stopped.is_set():
            delivered = reader.poll(BATCH, POLL_SECONDS)
            if delivered:
                self._view.apply(delivered)
                self._publish()
            self._view.follow(sorted(filter(self._follows, watch.topics())))
            positions = self._view.sources.positions()
            if positions.keys() != reading:
                # An agency has joined, or a source was stopped by a gap and is not read on.
                reader.assign(positions)
                reading = positions.keys()

    def _publish(self) -> None:
        with self._progress:
            self._applied = {s.agency: s.sequence for s in self._view.sources.by_topic.values()}
            self._progress.notify_all()

    def _fail(self, error: BaseException) -> None:
        with self._progress:
            self._failed = error
            self._progress.notify_all()
