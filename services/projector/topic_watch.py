"""Which agencies' topics there are, asked beside the projector: a broker takes its time to list."""

from __future__ import annotations

from collections.abc import Callable

import structlog

from schemas.topics import parse_agency_topic
from services.log.port import Log, LogForbidden, LogUnavailable
from services.repeating import Repeating

INTERVAL_SECONDS = 2.0


class TopicWatch:
    """Keeps the topics of one municipality; agencies join while a view runs."""

    def __init__(self, municipality: str, log: Callable[[], Log]) -> None:
        self._municipality = municipality
        self._open_log = log
        self._topics: frozenset[str] = frozenset()
        self._asking = Repeating("topics", INTERVAL_SECONDS, self._ask_again)

    def start(self) -> None:
        """Ask once, then go on asking. Raises LogUnavailable, LogForbidden."""
        self._topics = self._ask()
        self._asking.start()

    def stop(self) -> None:
        """Stop asking."""
        self._asking.stop()

    def topics(self) -> frozenset[str]:
        """The topics as last seen."""
        return self._topics

    def _ask_again(self) -> bool:
        try:
            self._topics = self._ask()
        except (LogUnavailable, LogForbidden) as error:
            structlog.get_logger(component="projector").warning(
                "topics not listed", detail=str(error)
            )
        return False

    def _ask(self) -> frozenset[str]:
        return frozenset(
            topic
            for topic in self._open_log().topics()
            if (parsed := parse_agency_topic(topic)) and parsed[0] == self._municipality
        )
