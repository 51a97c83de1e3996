"""Reads what a scenario expects: instants, viewers, the capabilities each expectation rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.scenario.defaults import Running, instant
from services.scenario.format import Expectation

NEEDS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "view": (),
    "queue": ("queue",),
    "audit": ("trail",),
    "report": ("figures",),
}
"""A queue cannot be looked at before there is one, whatever else it rests on."""

KIND_OF_LETTER: Mapping[str, str] = {"V": "view", "Q": "queue", "A": "audit", "R": "report"}


def read_expectations(
    raw: Sequence[Mapping[str, Any]], running: Running, last_arrival: datetime
) -> tuple[Expectation, ...]:
    """The expectations in the order written; final from the last arrival on.

    Raises ValueError for an instant that does not exist.
    """
    return tuple(_one(number, one, running, last_arrival) for number, one in enumerate(raw))


def _one(
    number: int, raw: Mapping[str, Any], running: Running, last_arrival: datetime
) -> Expectation:
    at = instant(raw["at"])
    needs = dict.fromkeys((*NEEDS_OF_KIND[raw["kind"]], *raw.get("needs", ())))
    subject = next(iter(raw["subject"].items())) if "subject" in raw else None
    return Expectation(
        number=number,
        id=raw["id"],
        at=at,
        kind=raw["kind"],
        viewer=running.agency(raw["viewer"]),
        subject=subject,
        needs=tuple(needs),
        says=raw["says"],
        holds=tuple(raw["holds"]),
        final=at >= last_arrival,
    )
