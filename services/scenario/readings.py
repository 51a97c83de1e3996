"""Holds what became of a reading against what the scenario says of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from services.query.viewing_event import SIZE_CLASS
from services.scenario.assertions import failures
from services.scenario.format import Reading
from services.scenario.paths import LookUp
from services.scenario.viewings import Viewing

EVENT_OF_ACTION = {"read": "RecordViewed", "break_glass": "BreakGlassUsed"}
DENIED = "AccessDenied"
REVIEWED = "BreakGlassReviewed"


def problems(
    reading: Reading, answer: Any, viewings: Sequence[Viewing], look_up: LookUp
) -> Iterator[str]:
    """What is wrong, a sentence each: with the answer, or with the one event it must leave (V7).

    Raises PathInvalid, UnknownAlias.
    """
    if reading.denied is None and answer is None:
        yield "no result, though nothing is said of a denial"
    if reading.denied is not None and answer is not None:
        yield f"answered, though {reading.denied} was expected"
    yield from failures(answer, reading.holds, look_up)
    if len(viewings) != 1:
        written = ", ".join(one.event for one in viewings) or "none"
        yield f"one viewing event was expected; written: {written}"
        return
    viewing = viewings[0]
    yield from _wrong_event(reading, answer, viewing)
    said = {"event_type": viewing.event, **viewing.fields}
    yield from (f"viewing event: {one}" for one in failures(said, reading.viewed, look_up))


def event_of(reading: Reading) -> str:
    """The type of the event a reading leaves."""
    if reading.action == "review":
        return REVIEWED
    return DENIED if reading.denied is not None else EVENT_OF_ACTION[reading.action]


def _wrong_event(reading: Reading, answer: Any, viewing: Viewing) -> Iterator[str]:
    if viewing.event != event_of(reading):
        yield f"the viewing event is {viewing.event}, not {event_of(reading)}"
        return
    for name, value in _must_say(reading, answer).items():
        if viewing.fields[name] != value:
            yield f"{name} of the viewing event is {viewing.fields[name]}, not {value}"
    if reading.action != "review" and viewing.length % SIZE_CLASS:
        yield f"the viewing event is {viewing.length} bytes long, not a multiple of {SIZE_CLASS}"


def _must_say(reading: Reading, answer: Any) -> dict[str, Any]:
    user, agency = reading.asker.user, reading.asker.viewer.agency
    if reading.action == "review":
        return {"reviewer": user, "reviewer_agency": agency, "verdict": reading.verdict}
    said: dict[str, Any] = {"viewer": user, "viewer_agency": agency}
    if reading.denied is not None:
        said["reason"] = reading.denied
    elif reading.fields:
        said["field_codes"] = sorted(reading.fields)
    if reading.action == "break_glass":
        opened = answer["break_glass_id"] if answer is not None else None
        said |= {"reason": reading.reason, "break_glass_id": opened}
    return said
