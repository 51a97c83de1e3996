"""Proposes candidates as people become known; joins nobody but by an identical municipal id (I5).

It reads the identity view behind the projector and writes through the backbone's own adapter like
anyone, so intake never waits for it. All it keeps is how far it has looked.
"""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from pathlib import Path
from typing import Final

import structlog

from projections.identity.weights import Weights
from protos.enishi.v1 import events_pb2
from services.caller import Caller
from services.clock import Clock
from services.linking import link_events
from services.linking.candidates import Candidate, candidates_of
from services.linking.progress import Progress
from services.linking.recorder import AlreadyRecorded, NotRecorded, Recorder
from services.repeating import Repeating
from services.views.identity_file import IdentityFile, IdentitySnapshot

INTERVAL_SECONDS: Final = 0.5
"""[cfg] Between two looks; a candidate waits days for a steward, so seconds do not matter."""

PEOPLE_PER_STEP: Final = 200
"""[cfg] Few enough that a first load of a whole town leaves the processor to the intake."""


class Linker:
    """One municipality's; built stopped. ``step`` may be called instead of starting it."""

    def __init__(
        self,
        folder: Path,
        recorder: Recorder,
        owner: Caller,
        clock: Clock,
        weights: Weights,
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        """``folder`` is the identity service's, ``owner`` the stream of ``recorder``."""
        self._file = IdentityFile(folder)
        self._progress = Progress(folder)
        self._recorder = recorder
        self._owner = owner
        self._clock = clock
        self._weights = weights
        self._heard_from = 0
        self._started = False
        self._log = structlog.get_logger(component="linking")
        self._repeating = Repeating("linking", interval_seconds, self._again)

    def start(self) -> None:
        """Begin to look."""
        self._repeating.start()

    def stop(self) -> None:
        """Stop after the look under way."""
        self._repeating.stop()

    def step(self) -> int:
        """Look at the people whose profiles changed since; returns how many were looked at.

        Nothing is done while events of this stream are not in the view yet: what was proposed,
        joined or parted would be judged by an old picture.
        """
        if not self._started:
            self._heard_from, self._started = self._recorder.last_sequence(), True
        view = self._file.path.name
        with self._file.snapshot() as snapshot:
            if snapshot.applied(self._owner.agency_id) < self._heard_from:
                return 0
            changed = snapshot.changed(self._progress.read(view), PEOPLE_PER_STEP)
            if changed:
                looked = _Look(snapshot, self._recorder, self._owner, self._clock, self._weights)
                try:
                    for _, person in changed:
                        looked.at(person)
                finally:
                    if looked.recorded:
                        self._heard_from = self._recorder.last_sequence()
                self._progress.write(view, changed[-1][0])
        return len(changed)

    def _again(self) -> bool:
        try:
            self.step()
        except NotRecorded as error:
            self._log.warning("candidates not recorded", code=error.code)
        except sqlite3.Error as error:
            self._log.warning("identity view not read", detail=str(error))
        return False


class _Look:
    """One step over one reading. A pair is met from both of its sides, and recorded once."""

    def __init__(
        self,
        snapshot: IdentitySnapshot,
        recorder: Recorder,
        owner: Caller,
        clock: Clock,
        weights: Weights,
    ) -> None:
        self._snapshot = snapshot
        self._recorder = recorder
        self._owner = owner
        self._clock = clock
        self._weights = weights
        self._joined: dict[bytes, set[bytes]] = {}
        self.recorded: set[bytes] = set()

    def at(self, person: bytes) -> None:
        """Record the candidates of one person. Raises NotRecorded."""
        for candidate in candidates_of(self._snapshot, person, self._weights, self._joined):
            if candidate.pair not in self.recorded:
                self._propose(candidate)

    def _propose(self, candidate: Candidate) -> None:
        now = self._clock.now()
        self._record(link_events.proposed(candidate, self._owner, now), candidate)
        if candidate.automatic:
            self._record(link_events.confirmed(candidate, self._owner, now), candidate)
            one, other = candidate.refs
            self._joined.setdefault(one, set()).add(other)
            self._joined.setdefault(other, set()).add(one)

    def _record(self, event: events_pb2.Event, candidate: Candidate) -> None:
        # Where the record of an earlier one was set aside the view does not know it; the stream
        # does, and that is enough.
        with suppress(AlreadyRecorded):
            self._recorder.record(event)
        self.recorded.add(candidate.pair)
