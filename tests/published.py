"""What lies on a world's log, read as an auditor would."""

from __future__ import annotations

from schemas.record import LogRecord
from tests.eventually import PATIENCE
from tests.world import World


def published(world: World) -> dict[str, list[LogRecord]]:
    """Topic → its records in order, duplicates included."""
    with world.auditors_log() as log:
        ends = log.high_water(list(world.topics.values()))
        records: dict[str, list[LogRecord]] = {topic: [] for topic in ends}
        reader = log.reader(dict.fromkeys(ends, 0))
        try:
            while any(len(records[topic]) < end for topic, end in ends.items()):
                delivered = reader.poll(5000, PATIENCE)
                assert delivered, "the log did not give what it says it holds"
                for topic, _, record in delivered:
                    records[topic].append(record)
        finally:
            reader.close()
    return {topic: found[: ends[topic]] for topic, found in records.items()}
