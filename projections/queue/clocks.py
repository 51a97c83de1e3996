"""Clocks: what is due until when, and when it was met."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from projections.calendar import business_days_after
from projections.household.view import Flag
from projections.queue.rules import Rules
from projections.queue.score import NEVER
from schemas.times import JST, from_micros, to_micros


@dataclass(frozen=True, slots=True)
class Clock:
    """``due`` and ``met_at`` in microseconds; ``about``: the flag or request it runs for."""

    clock: str
    about: str
    due: int
    met_at: int | None
    event_ids: tuple[str, ...]

    def late(self, now: int) -> bool:
        """Whether it ran out unmet."""
        return self.met_at is None and self.due < now


def due_after(clock: str, start: int, rules: Rules) -> int:
    """When a clock that began at ``start`` runs out, both in microseconds. Hours run on; business
    days end at the closing time."""
    began = from_micros(start)
    if clock in rules.hours:
        return to_micros(began + timedelta(hours=rules.hours[clock]))
    day = business_days_after(began.date(), rules.business_days[clock])
    return to_micros(datetime.combine(day, rules.closing_time, JST))


def flag_clock(flag: Flag, rules: Rules) -> Clock | None:
    """The first response to a flag; None where its raising or its band is not known, and where it
    was cleared before anybody responded: a false alarm waits for nothing."""
    name = f"{flag.band}_RESPONSE"
    unanswered = flag.state == "CLEARED" and not flag.responded_at
    if (
        not flag.raised_at
        or unanswered
        or (name not in rules.hours and name not in rules.business_days)
    ):
        return None
    raised = to_micros(datetime.fromisoformat(flag.raised_at))
    met = to_micros(datetime.fromisoformat(flag.responded_at)) if flag.responded_at else None
    return Clock(name, flag.flag_id, due_after(name, raised, rules), met, flag.event_ids)


def next_due(clocks: Iterable[Clock]) -> int:
    """When the earliest unmet clock runs out."""
    return min((clock.due for clock in clocks if clock.met_at is None), default=NEVER)
