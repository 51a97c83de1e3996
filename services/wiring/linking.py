"""The linker over the backbone's own agency."""

from __future__ import annotations

from projections.identity.weights import weights
from protos.enishi.v1 import events_pb2
from services.adapter.refusal import Refused
from services.caller import Caller
from services.clock import Clock
from services.linking.linker import Linker
from services.linking.recorder import AlreadyRecorded, NotRecorded
from services.settings import Settings
from services.wiring.agency import Agency
from services.wiring.loop import LoopThread
from services.wiring.own_stream import SYSTEM_AGENCY

_DONE_BEFORE = frozenset({"ALREADY_PROPOSED", "ALREADY_CONFIRMED"})


class AgencyRecorder:
    """``Recorder`` over an agency of this process, called from a thread that is not the loop's."""

    def __init__(self, agency: Agency, loop: LoopThread) -> None:
        self._agency = agency
        self._loop = loop

    def record(self, event: events_pb2.Event) -> None:
        """Return once the event is durable. Raises AlreadyRecorded, NotRecorded."""
        outcome = self._loop.run(self._agency.record(event))
        if not isinstance(outcome, Refused):
            return
        if outcome.code in _DONE_BEFORE:
            raise AlreadyRecorded
        raise NotRecorded(outcome.code, outcome.message)

    def last_sequence(self) -> int:
        """The sequence of the last event of this stream; 0 where none is."""
        return self._agency.progress().last_sequence


def linker(
    settings: Settings, municipality: str, agency: Agency, loop: LoopThread, clock: Clock
) -> Linker:
    """The linker of one municipality, built stopped; ``agency`` is the backbone's own.

    To be started after the projectors and stopped before the loop and the agency are.
    """
    return Linker(
        settings.identity(municipality),
        AgencyRecorder(agency, loop),
        Caller(municipality, SYSTEM_AGENCY),
        clock,
        weights(),
    )
