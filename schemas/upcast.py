"""Explicit steps that lift an event written in an older version to the newest one.

Avro resolution only fills in defaults; what a newer version *means* for an older event is said
here, one pure step per (type, version), so that every reader tells the same story.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from schemas.catalogue import catalogue
from schemas.codec import Body, Decoded
from schemas.times import day_of, to_days

Step = Callable[[Body], Body]


def referral_completed_2(body: Body) -> Body:
    """Version 1 had no day of completion: it is the day of occurrence."""
    completed = to_days(day_of(body["envelope"]["occurred_at"]))
    return {**body, "completed_on": completed}


STEPS: Mapping[tuple[str, int], Step] = {
    ("ReferralCompleted", 1): referral_completed_2,
}
"""From (type, version) to the next version."""


def upcast(event: Decoded) -> Decoded:
    """The event at the newest version of its type (the same object where it is already)."""
    latest = catalogue().latest(event.type.name)
    body = event.body
    for version in range(event.type.version, latest.version):
        body = STEPS[event.type.name, version](body)
    return event if event.type is latest else Decoded(latest, body)
