"""What must hold after every fault, whatever it was (security.md, "Faults").

acknowledged ⊆ log; each event id effective once; dense sequence; every view byte-equal to a
from-scratch replay.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from uuid import UUID

from protos.enishi.v1 import adapter_pb2
from schemas.record import ID_HEADER, LogRecord, leaf_bytes, leaf_hash
from services.keys import KeyFolder, LocalOpeningKeys
from services.projector.dump import reading
from services.projector.trail_store import follows
from services.views.current import current_file
from services.views.token_key import TokenKey
from tests.canonical import canonical_dump, identity_dump, trail_dump
from tests.driven_views import DrivenViews
from tests.eventually import eventually
from tests.published import published
from tests.samples import MUNICIPALITY
from tests.valid_events import NOW
from tests.world import World

Acknowledged = Mapping[str, Iterable[adapter_pb2.Receipt]]
"""Agency → every receipt that a caller was given."""

RECOVERY_SECONDS = 180.0
"""A relay and a projector may each sit out a stalled connection twice before they come back."""

Published = Mapping[str, Sequence[LogRecord]]


def wait_until_all_is_projected(world: World, acknowledged: Acknowledged) -> None:
    """Return once every acknowledged event is in the views, and so is the end of the log."""
    last = {
        topic: max((each.sequence for each in acknowledged.get(agency, ())), default=0)
        for agency, topic in world.topics.items()
    }
    with world.auditors_log() as log:
        topics = list(last)

        def done() -> bool:
            ends = log.high_water(topics)
            return all(
                positions.get(topic, (0, 0)) >= (ends[topic], last[topic])
                for view in _views(world)
                for positions in [_positions(view)]
                for topic in topics
                if view.parent.name != "trail" or follows(topic)
            )

        eventually(done, "all that was acknowledged is in the views", RECOVERY_SECONDS)


def check(world: World, acknowledged: Acknowledged) -> Published:
    """Hold the world against the oracle, once all is projected; returns what lies on its log."""
    wait_until_all_is_projected(world, acknowledged)
    log = published(world)
    for agency, topic in world.topics.items():
        stream = _dense(log[topic])
        _acknowledged_is_published(stream, acknowledged.get(agency, ()))
    _each_event_is_effective_once(world, log)
    views_equal_a_replay(world, log)
    return log


def _dense(records: Sequence[LogRecord]) -> dict[int, LogRecord]:
    """Sequence → record: none missing, none twice with another content."""
    stream: dict[int, LogRecord] = {}
    for record in records:
        assert record.sequence <= len(stream) + 1, "a sequence is missing"
        assert stream.setdefault(record.sequence, record) == record
    return stream


def _acknowledged_is_published(
    stream: Mapping[int, LogRecord], receipts: Iterable[adapter_pb2.Receipt]
) -> None:
    for receipt in receipts:
        record = stream[receipt.sequence]
        assert record.header(ID_HEADER) == receipt.event_id.encode()
        assert leaf_hash(leaf_bytes(record)) == receipt.leaf_hash


def _each_event_is_effective_once(world: World, log: Published) -> None:
    sent = [record.header(ID_HEADER) for topic in log for record in _dense(log[topic]).values()]
    household, _, trail = _views(world)
    with reading(household) as connection:
        rows = connection.execute("SELECT event_id FROM event").fetchall()
    with reading(trail) as connection:
        rows += connection.execute("SELECT event_id FROM trail").fetchall()
    effective = sorted(str(UUID(bytes=row[0])).encode() for row in rows)
    assert effective == sorted(each for each in sent if each is not None)


def views_equal_a_replay(world: World, log: Published) -> None:
    """The views in service say byte for byte what new ones say after reading this log."""
    household, identity, trail = _views(world)
    keys = LocalOpeningKeys(KeyFolder(world.settings.keys))
    token_key = TokenKey(world.settings.identity(MUNICIPALITY))
    lines = canonical_dump(household, keys, NOW)
    live = "".join((*lines, *identity_dump(identity), *trail_dump(trail)))
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(DrivenViews(Path(folder), keys, token_key, log, sorted(log))) as replay,
    ):
        replay.read_to_the_end()
        assert replay.dump(NOW) == live


def _views(world: World) -> tuple[Path, Path, Path]:
    settings = world.settings
    return (
        current_file(settings.projector(MUNICIPALITY), "household"),
        current_file(settings.identity(MUNICIPALITY), "identity"),
        current_file(settings.projector(MUNICIPALITY), "trail"),
    )


def _positions(view: Path) -> dict[str, tuple[int, int]]:
    with reading(view) as connection:
        rows = connection.execute("SELECT topic, position, sequence FROM source")
        return {topic: (position, sequence) for topic, position, sequence in rows}
