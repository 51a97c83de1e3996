"""Days and moments of occurrence, in whole numbers because every event passes here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

_JST_OFFSET = 9 * 3600 * 1_000_000
_DAY = 24 * 3600 * 1_000_000


def japan_day(micros: int) -> int:
    """Days since 1970-01-01 of the day in Japan on which an instant falls."""
    return (micros + _JST_OFFSET) // _DAY


class Moment(NamedTuple):
    """When something happened: microseconds since 1970-01-01T00:00Z, or only its day."""

    at: int
    by_day: bool

    @property
    def day(self) -> int:
        """Days since 1970-01-01, Japan time."""
        return japan_day(self.at)

    def certainly_after(self, other: Moment) -> bool:
        """Whether it came later, however coarsely either is known."""
        if self.by_day or other.by_day:
            return self.day > other.day
        return self.at > other.at


def occurrence(envelope: Mapping[str, Any]) -> Moment:
    """When the event happened, by its agency."""
    return Moment(envelope["occurred_at"], envelope["occurred_precision"] == "DAY")
