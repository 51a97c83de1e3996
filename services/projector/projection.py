"""What a view must offer to be driven: take events, write them, forget an uncommitted batch."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Protocol

from projections.stored_event import StoredEvent
from schemas.record import LogRecord
from services.views.sources import Source


class Projection(Protocol):
    """One read model's way into its SQLite file. Used by one thread."""

    tables: str
    """The DDL of its tables, ``CREATE TABLE IF NOT EXISTS`` throughout."""

    interest: frozenset[str] | None
    """The event types it takes; None for all. Others are not decoded for it."""

    compartments: frozenset[str]
    """The compartments whose events it takes besides, whatever their type."""

    def open(self, connection: sqlite3.Connection) -> None:
        """Begin with this file."""

    def take(self, source: Source, sequence: int, event: StoredEvent, record: LogRecord) -> None:
        """Take one event into the batch. Any exception sets the record aside."""

    def value_at(self, source: Source, sequence: int) -> bytes | None:
        """The value it holds of a record, or None where it holds none: the same number given to
        another record is an alarm, the same record again is not."""

    def write(self, connection: sqlite3.Connection) -> None:
        """Write the batch; part of the caller's transaction."""

    def clear(self) -> None:
        """The batch is committed; the next one begins empty."""

    def forget(self) -> None:
        """Drop the batch: its transaction failed."""

    def facts(self, connection: sqlite3.Connection) -> Iterator[str]:
        """Everything a file of this projection holds, as lines in one order that depends on
        nothing but the facts: two files with the same lines are the same view."""
