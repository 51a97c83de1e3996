"""Where proposals become events: the backbone's own stream."""

from __future__ import annotations

from typing import Protocol

from protos.enishi.v1 import events_pb2


class AlreadyRecorded(Exception):
    """The own stream proposed or confirmed this link before; nothing is left to do."""


class NotRecorded(Exception):
    """The event was refused and nothing kept; ``code`` is stable, the message never personal."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class Recorder(Protocol):
    """The store of the backbone's own adapter, called from the linker's thread."""

    def record(self, event: events_pb2.Event) -> None:
        """Return once the event is durable. Raises AlreadyRecorded, NotRecorded."""

    def last_sequence(self) -> int:
        """The sequence of the last event of this stream, whoever recorded it; 0 where none is."""
