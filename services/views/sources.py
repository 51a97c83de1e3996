"""Where a view stands against every agency's topic; committed with what was read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from schemas.topics import parse_agency_topic


@dataclass(slots=True)
class Source:
    """One agency's topic as this view has read it.

    ``position`` is the log's next offset, ``sequence`` the last one applied or set aside,
    ``holes`` how many records since then had no readable sequence, ``gap`` the sequence that came
    where another was due, ``heard`` the newest ingestion and ``in_step`` that of the newest sign
    of life (microseconds). ``alarm`` says why the source is stopped: GAP, TRUNCATED or DAMAGED; a
    restart looks again.
    """

    n: int
    topic: str
    agency: str
    position: int
    sequence: int
    holes: int
    gap: int | None
    heard: int | None
    in_step: int | None
    alarm: str | None


class Sources:
    """All sources of one view, held in memory and written with each commit."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.by_topic: dict[str, Source] = {}
        self.reload()

    def reload(self) -> None:
        """Forget what was not committed."""
        rows = self._connection.execute(
            "SELECT n, topic, agency, position, sequence, holes, gap, heard, in_step, alarm"
            " FROM source"
        )
        self.by_topic = {row[1]: Source(*row) for row in rows}

    def add(self, topic: str) -> None:
        """Begin to read a topic from its start; nothing where it is known."""
        if topic in self.by_topic:
            return
        parsed = parse_agency_topic(topic)
        if parsed is None:
            raise ValueError(f"{topic} is not an agency's topic")
        number = 1 + max((source.n for source in self.by_topic.values()), default=0)
        self.by_topic[topic] = Source(number, topic, parsed[1], 0, 0, 0, None, None, None, None)

    def clear_alarms(self) -> None:
        """Look again at what was stopped: whoever restarts may have put the log right."""
        for source in self.by_topic.values():
            source.alarm, source.gap = None, None

    def positions(self) -> dict[str, int]:
        """Topic → next offset, of the sources that no alarm has stopped."""
        return {
            topic: source.position
            for topic, source in self.by_topic.items()
            if source.alarm is None
        }

    def write(self) -> None:
        """Write every source; part of the caller's transaction."""
        self._connection.executemany(
            "INSERT INTO source VALUES (?,?,?,?,?,?,?,?,?,?) ON CONFLICT (n) DO UPDATE SET"
            " position=excluded.position, sequence=excluded.sequence, holes=excluded.holes,"
            " gap=excluded.gap, heard=excluded.heard, in_step=excluded.in_step,"
            " alarm=excluded.alarm",
            [
                (
                    s.n,
                    s.topic,
                    s.agency,
                    s.position,
                    s.sequence,
                    s.holes,
                    s.gap,
                    s.heard,
                    s.in_step,
                    s.alarm,
                )
                for s in self.by_topic.values()
            ],
        )
