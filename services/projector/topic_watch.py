"""Which agencies' topics there are, asked beside the projector: a broker takes its time to list."""

from __future__ import annotations

import threading
from collections.abc import Callable

import structlog

from schemas.topics import parse_agency_topic
from services.log.port import Log, LogForbidden, LogUnavailable

INTERVAL_SECONDS = 2.0


class TopicWatch:
    """Keeps the topics of one municipality; agencies join while a view runs."""

    def __init__(self, municipality: str, log: Callable[[], Log]) -> None:
        self._municipality = municipality
        self._open_log = log
        self._topics: frozenset[str] = frozenset()
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="topics", daemon=True)

    def start(self) -> None:
        """Ask once, then go on asking. Raises LogUnavailable, LogForbidden."""
        self._topics = self._ask()
        self._thread.start()

    def stop(self) -> None:
        """Stop asking."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join()

    def topics(self) -> frozenset[str]:
        """The topics as last seen."""
        return self._topics

    def _run(self) -> None:
        while not self._stopped.wait(INTERVAL_SECONDS):
            try:
                self._topics = self._ask()
            except (LogUnavailable, LogForbidden) as error:
                structlog.get_logger(component="projector").warning(
                    "topics not listed", detail=str(error)
                )

    def _ask(self) -> frozenset[str]:
        return frozenset(
            topic
            for topic in self._open_log().topics()
            if (parsed := parse_agency_topic(topic)) and parsed[0] == self._municipality
        )
