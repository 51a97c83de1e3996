"""Reads the accepted logs once more, the agencies interleaved at random, into a view of its own.

An agency's own order is total and stays; only how the agencies' records come together varies
(I7). The view must then say the same, byte for byte.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from pathlib import Path

from schemas.codec import codec
from services.failpoint import Failpoints
from services.log.port import Delivered, Log
from services.projector.household_store import HouseholdStore
from services.projector.view import View
from services.views.current import next_file

HOUSEHOLD = "household"
LARGEST_BATCH = 5
READ_SECONDS = 5.0


def draws(seed: int) -> Iterator[int]:
    """An endless sequence of 64-bit numbers that depends on the seed alone (SHA-256 counted)."""
    for number in count():
        digest = hashlib.sha256(f"{seed}/{number}".encode()).digest()
        yield int.from_bytes(digest[:8], "big")


def interleaved(streams: Mapping[str, Sequence[Delivered]], seed: int) -> Iterator[list[Delivered]]:
    """Batches of 1 to 5 records: each topic's in its order, the topics mixed by the seed."""
    numbers = draws(seed)
    waiting = {topic: deque(stream) for topic, stream in sorted(streams.items()) if stream}
    batch: list[Delivered] = []
    while waiting:
        topic = list(waiting)[next(numbers) % len(waiting)]
        batch.append(waiting[topic].popleft())
        if not waiting[topic]:
            del waiting[topic]
        if len(batch) > next(numbers) % LARGEST_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def read_streams(log: Log, ends: Mapping[str, int]) -> dict[str, list[Delivered]]:
    """Every record of these topics up to their ends. Raises LogUnavailable, LogForbidden."""
    streams: dict[str, list[Delivered]] = {topic: [] for topic in ends}
    left = sum(ends.values())
    reader = log.reader(dict.fromkeys(ends, 0))
    try:
        while left:
            for each in reader.poll(left, READ_SECONDS):
                streams[each.topic].append(each)
                left -= 1
    finally:
        reader.close()
    return streams


def replay_shuffled(folder: Path, log: Log, topics: Sequence[str], seed: int) -> Path:
    """A new household view in ``folder``, read in a random interleaving; not yet in service.

    Raises LogUnavailable, LogForbidden.
    """
    path = next_file(folder, HOUSEHOLD)
    view = View(path, HouseholdStore(), codec(), Failpoints(), frozenset)
    try:
        numbers = draws(seed)
        view.follow(sorted(topics, key=lambda topic: next(numbers)))
        for batch in interleaved(read_streams(log, log.high_water(topics)), seed):
            view.apply(batch)
        view.file.release()
    finally:
        view.close()
    return path
