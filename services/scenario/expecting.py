"""Reads what a scenario expects and who looks: instants, viewers, the capabilities it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from services.scenario.defaults import Running, instant
from services.scenario.format import Asker, Expectation, Reading

NEEDS_OF_KIND: Mapping[str, tuple[str, ...]] = {
    "view": (),
    "queue": ("queue",),
    "audit": ("trail",),
    "report": ("figures",),
}
"""A queue cannot be looked at before there is one, whatever else it rests on."""

NEEDS_OF_SUBJECT: Mapping[str, tuple[str, ...]] = {
    "inbox": ("visibility", "inbox"),
    "workspace": ("visibility", "workspace"),
    "overlaps": ("visibility", "overlap"),
    "candidates": ("linking", "stewardship"),
    "waiting": ("linking", "stewardship"),
    "exposures": ("linking", "reading", "stewardship"),
    "reviews": ("break-glass",),
}
"""What answers a subject other than a household."""

NEEDS_OF_ACTION: Mapping[str, tuple[str, ...]] = {
    "read": ("visibility", "reading"),
    "break_glass": ("reading", "break-glass"),
    "review": ("reading", "break-glass"),
}

NOT_REPLAYED = frozenset({"reading", "break-glass"})
"""What people did at screens is not done again on a view that was read in another order."""

PLAYER = "u-player"
"""The user as whom expectations are asked."""

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
    subject = next(iter(raw["subject"].items())) if "subject" in raw else None
    by_subject = NEEDS_OF_SUBJECT.get(subject[0], ()) if subject else ()
    needs = dict.fromkeys((*NEEDS_OF_KIND[raw["kind"]], *by_subject, *raw.get("needs", ())))
    return Expectation(
        number=number,
        id=raw["id"],
        at=at,
        kind=raw["kind"],
        asker=_asker(raw, running, PLAYER),
        subject=subject,
        needs=tuple(needs),
        says=raw["says"],
        holds=tuple(raw["holds"]),
        final=at >= last_arrival and NOT_REPLAYED.isdisjoint(needs),
    )


def read_reading(number: int, raw: Mapping[str, Any], running: Running) -> Reading:
    """What someone does at a screen. Raises ValueError for an instant that does not exist."""
    action = next(key for key in NEEDS_OF_ACTION if key in raw)
    subject: tuple[str, str] = (
        ("review", raw["review"]) if action == "review" else next(iter(raw[action].items()))
    )
    inside = ("workspace",) if "inside" in raw else ()
    needs = (*NEEDS_OF_ACTION[action], *NEEDS_OF_SUBJECT.get(subject[0], ()), *inside)
    return Reading(
        number=number,
        action=action,
        at=instant(raw["at"]),
        asker=_asker(raw, running, raw["user"]),
        subject=subject,
        fields=tuple(raw.get("fields", ())),
        inside=raw.get("inside"),
        denied=raw.get("denied"),
        alias=raw.get("id"),
        reason=raw.get("reason"),
        explanation=raw.get("explanation", raw["says"]),
        verdict=raw.get("verdict"),
        needs=tuple(dict.fromkeys((*needs, *raw.get("needs", ())))),
        says=raw["says"],
        holds=tuple(raw.get("holds", ())),
        viewed=tuple(raw.get("viewed", ())),
    )


def _asker(raw: Mapping[str, Any], running: Running, user: str) -> Asker:
    return Asker(running.agency(raw["viewer"]), user, raw.get("role"), raw.get("purpose"))
