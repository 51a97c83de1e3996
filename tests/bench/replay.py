"""replay: log to household view from nothing, against consuming and decoding with no view."""

from __future__ import annotations

import shutil
import time
from itertools import count
from pathlib import Path

from schemas.codec import codec
from schemas.topics import agency_topic
from services.failpoint import Failpoints
from services.log.port import Log
from services.projector.dump import facts, facts_hash, reading
from services.projector.household_store import HouseholdStore
from services.projector.rebuild import BATCH, replay
from services.projector.view import View
from tests.bench.accepted import fill_log
from tests.bench.events import MUNICIPALITY
from tests.bench.figures import Figure, alternating, figure
from tests.bench.places import AGENCIES, Place

LIVE_BATCH = 37
"""The live view takes what trickles in: small batches of no round size."""


class ReplayDiffers(Exception):
    """The replayed view is not what the live one is: a bug, not a slow day."""


def measure_replay(place: Place, events: int, rounds: int) -> Figure:
    """Events a second into the view; the replayed view must equal one built in small batches."""
    fill_log(place, events)
    logs = place.logs()
    log = logs.as_principal("projector")
    ends = log.high_water([agency_topic(MUNICIPALITY, agency) for agency in AGENCIES])
    fresh = count()
    hashes: set[str] = set()

    def replayed() -> float:
        folder = place.home / f"replay-{next(fresh)}"
        view = _view(folder)
        started = time.perf_counter()
        done = replay(view, log, ends)
        seconds = time.perf_counter() - started
        hashes.add(_hash(view))
        view.close()
        shutil.rmtree(folder)
        return done / seconds

    try:
        value, baseline = alternating(replayed, lambda: _decoded(log, ends), rounds)
        live = _view(place.home / "live")
        _trickle(live, log, ends)
        hashes.add(_hash(live))
        live.close()
    finally:
        logs.close()
    if len(hashes) != 1:
        raise ReplayDiffers("the replayed views and the live one do not hold the same facts")
    aim = "≥ 0.5" if place.bootstrap else "≥ 0.4"
    return figure(
        f"replay.{place.driver}", "events/s", value, baseline, "consume + decode, no view", aim
    )


def _view(folder: Path) -> View:
    path = folder / "household" / "1.db"
    return View(path, HouseholdStore(), codec(), Failpoints(), frozenset)


def _hash(view: View) -> str:
    with reading(view.file.path) as connection:
        return facts_hash(facts(connection))


def _decoded(log: Log, ends: dict[str, int]) -> float:
    decode = codec().decode
    reader = log.reader(dict.fromkeys(ends, 0))
    total, done = sum(ends.values()), 0
    started = time.perf_counter()
    while done < total:
        delivered = reader.poll(BATCH, 1.0)
        for _, _, record in delivered:
            decode(record.value)
        done += len(delivered)
    seconds = time.perf_counter() - started
    reader.close()
    return done / seconds


def _trickle(view: View, log: Log, ends: dict[str, int]) -> None:
    view.follow(list(ends))
    reader = log.reader(view.sources.positions())
    while any(view.sources.positions()[topic] < end for topic, end in ends.items()):
        delivered = reader.poll(BATCH, 1.0)
        for start in range(0, len(delivered), LIVE_BATCH):
            view.apply(delivered[start : start + LIVE_BATCH])
    reader.close()
