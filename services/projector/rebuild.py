"""Blue-green: a new view beside the one in service, replayed, compared, swapped in one step.

The one in service goes on being updated and read while the new one is built. At one consistent
reading of the old one both must hold the same facts; where they differ the old one stays and the
difference is an alarm. Only then is the old one taken over, the new one brought to its last
position, and the link swapped, so that no reader ever sees a view go back.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from schemas.codec import Codec
from services.failpoint import Failpoints
from services.log.port import Log
from services.projector.dump import facts_hash, reading
from services.projector.projection import Projection
from services.projector.view import Dropped, View
from services.views.current import current_file, next_file, put_in_service

BATCH = 5000
POLL_SECONDS = 1.0

Report = Callable[["Progress"], None]


@dataclass(frozen=True, slots=True)
class Progress:
    """``rate`` is records a second since the start, ``left`` the seconds still to go."""

    done: int
    total: int
    rate: float
    left: float


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild did."""

    path: Path
    records: int
    seconds: float


class ViewsDiffer(Exception):
    """The rebuilt view does not hold what the one in service holds; the old one stays."""

    def __init__(self, old: Path, new: Path) -> None:
        super().__init__(
            f"{new} does not hold the same facts as {old}; the old view stays in service, "
            "keep both files and compare their dumps"
        )


def replay(view: View, log: Log, until: Mapping[str, int], report: Report | None = None) -> int:
    """Apply the log up to these positions (topic → offset); returns the records read.

    Raises LogUnavailable, LogForbidden.
    """
    view.follow(list(until))
    started = time.monotonic()
    total = sum(until.values())
    positions = view.sources.positions()
    done = sum(positions.values())
    reader = log.reader({topic: positions[topic] for topic in until if topic in positions})
    try:
        while _behind(view, until):
            delivered = [
                each for each in reader.poll(BATCH, POLL_SECONDS) if each.offset < until[each.topic]
            ]
            view.apply(delivered)
            done += len(delivered)
            if report is not None:
                elapsed = max(time.monotonic() - started, 1e-6)
                rate = done / elapsed
                report(Progress(done, total, rate, (total - done) / rate if rate else 0.0))
    finally:
        reader.close()
    return done


def rebuild(
    folder: Path,
    name: str,
    projection: Callable[[], Projection],
    codec: Codec,
    log: Log,
    dropped: Dropped,
    report: Report | None = None,
) -> Rebuilt:
    """Build the view anew and put it in service.

    A projector of the old file is fenced at the end and goes on with the new one. Raises
    ViewsDiffer, LogUnavailable, LogForbidden; the old view stays in service then.
    """
    started = time.monotonic()
    old_path, new_path = current_file(folder, name), next_file(folder, name)
    new = View(new_path, projection(), codec, Failpoints(), dropped)
    try:
        records = replay(new, log, _positions(old_path), report)
        with reading(old_path) as old_reading:
            records = replay(new, log, _positions_in(old_reading))
            if not _same_facts(new.projection, old_reading, new_path):
                raise ViewsDiffer(old_path, new_path)
        _take_over(old_path, View(old_path, projection(), codec, Failpoints(), dropped), new, log)
    finally:
        new.close()
    return Rebuilt(new_path, records, time.monotonic() - started)


def _take_over(old_path: Path, old: View, new: View, log: Log) -> None:
    """Opening the old view has fenced its projector: nothing is written there any more."""
    try:
        replay(new, log, _positions(old_path))
        new.file.release()
        put_in_service(new.file.path)
    except BaseException:
        old.file.release()
        raise
    finally:
        old.close()


def _same_facts(projection: Projection, old: sqlite3.Connection, new_path: Path) -> bool:
    with reading(new_path) as new:
        return facts_hash(projection.facts(old)) == facts_hash(projection.facts(new))


def _positions(path: Path) -> dict[str, int]:
    with reading(path) as connection:
        return _positions_in(connection)


def _positions_in(connection: sqlite3.Connection) -> dict[str, int]:
    return dict(connection.execute("SELECT topic, position FROM source").fetchall())


def _behind(view: View, until: Mapping[str, int]) -> bool:
    """Whether any source that is not stopped by a gap has not reached its position."""
    positions = view.sources.positions()
    return any(positions[topic] < end for topic, end in until.items() if topic in positions)
