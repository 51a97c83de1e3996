"""What an operator does with a record that was set aside: retry it, or drop it for good."""

from __future__ import annotations

from datetime import datetime

from schemas.record import parse_leaf
from services.projector.view import View
from services.views.dead_letters import DeadLetter, dead_letters, remove_dead_letter
from services.views.dropped import DroppedRecords


class NoSuchDeadLetter(LookupError):
    """No record is set aside under this number."""


class StillUnreadable(Exception):
    """The record cannot be applied by this version either; ``reason`` is a stable code."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the record still cannot be applied: {reason}")
        self.reason = reason


def find_dead_letter(view: View, number: int) -> DeadLetter:
    """The record set aside under a number. Raises NoSuchDeadLetter."""
    for letter in dead_letters(view.file.connection):
        if letter.number == number:
            return letter
    raise NoSuchDeadLetter(f"nothing is set aside under {number}")


def retry_dead_letter(view: View, number: int) -> None:
    """Apply a set-aside record with the code that runs now; one commit.

    Raises NoSuchDeadLetter, StillUnreadable.
    """
    letter = find_dead_letter(view, number)
    if letter.sequence is None:
        raise StillUnreadable("NO_SEQUENCE")
    source = next(s for s in view.sources.by_topic.values() if s.agency == letter.agency)
    reason = view.take(source, letter.sequence, parse_leaf(letter.frame))
    if reason is not None:
        view.projection.forget()
        raise StillUnreadable(reason)
    with view.file.transaction() as connection:
        view.projection.write(connection)
        remove_dead_letter(connection, number)
    view.projection.clear()


def drop_dead_letter(
    view: View, dropped: DroppedRecords, number: int, by: str, reason: str, at: datetime
) -> None:
    """Give a set-aside record up: what it closed opens again, in every rebuild too.

    The decision is kept first, so that a crash in between leaves the record set aside, never
    silently gone. Raises NoSuchDeadLetter.
    """
    letter = find_dead_letter(view, number)
    dropped.add(letter.leaf_hash, by, reason, at)
    with view.file.transaction() as connection:
        remove_dead_letter(connection, number)
