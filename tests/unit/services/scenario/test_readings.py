"""What counts as wrong with a reading: its answer, or the one event it must leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from schemas.times import JST
from services.scenario.format import AgencyAt, Asker, Reading
from services.scenario.readings import problems
from services.scenario.viewings import Viewing

READ = Reading(
    number=1,
    action="read",
    at=datetime(2026, 6, 12, 9, tzinfo=JST),
    asker=Asker(AgencyAt("kou", "JIR-1"), "u-40"),
    subject=("person", "P1"),
    fields=("DIAGNOSIS",),
    inside=None,
    denied=None,
    alias=None,
    reason=None,
    explanation="",
    verdict=None,
    needs=(),
    says="u-40 looks",
    holds=(),
    viewed=(),
)
DENIED = replace(READ, denied="WORKSPACE_ONLY")
GLASS = replace(READ, action="break_glass", alias="BG1", reason="LIFE")
REVIEW = replace(READ, action="review", subject=("review", "BG1"), verdict="APPROVED", fields=())

VIEWER = {"viewer": "u-40", "viewer_agency": "JIR-1"}
VIEWED = Viewing(
    "RecordViewed",
    {**VIEWER, "field_codes": ["DIAGNOSIS"], "reason": None, "basis": "CONSENT"},
    2048,
)
DENIAL = Viewing("AccessDenied", {**VIEWER, "field_codes": [], "reason": "WORKSPACE_ONLY"}, 4096)
BROKEN = Viewing(
    "BreakGlassUsed",
    {**VIEWER, "field_codes": ["DIAGNOSIS"], "reason": "LIFE", "break_glass_id": "glass"},
    2048,
)
REVIEWED = Viewing(
    "BreakGlassReviewed",
    {"reviewer": "u-40", "reviewer_agency": "JIR-1", "verdict": "APPROVED"},
    300,
)
SHOWN = {"break_glass_id": "glass", "members": []}


def wrong(reading: Reading, answer: Any, *viewings: Viewing) -> Sequence[str]:
    return list(problems(reading, answer, viewings, str))


@pytest.mark.parametrize(
    ("reading", "answer", "viewing"),
    [
        (READ, SHOWN, VIEWED),
        (DENIED, None, DENIAL),
        (GLASS, SHOWN, BROKEN),
        (REVIEW, SHOWN, REVIEWED),
    ],
    ids=lambda part: part.action if isinstance(part, Reading) else "",
)
def test_a_reading_that_left_its_one_event_is_right(
    reading: Reading, answer: Any, viewing: Viewing
) -> None:
    assert wrong(reading, answer, viewing) == []


@pytest.mark.parametrize(
    ("viewings", "written"),
    [((), "none"), ((VIEWED, VIEWED), "RecordViewed, RecordViewed")],
)
def test_a_reading_leaves_neither_none_nor_two(viewings: Sequence[Viewing], written: str) -> None:
    assert wrong(READ, SHOWN, *viewings) == [f"one viewing event was expected; written: {written}"]


def test_no_result_is_wrong_where_something_must_be_shown_and_the_other_way_round() -> None:
    shown, not_shown = wrong(DENIED, SHOWN, DENIAL), wrong(READ, None, VIEWED)

    assert shown == ["answered, though WORKSPACE_ONLY was expected"]
    assert not_shown == ["no result, though nothing is said of a denial"]


@pytest.mark.parametrize(
    ("reading", "viewing", "name", "value"),
    [
        (READ, VIEWED, "viewer", "u-41"),
        (READ, VIEWED, "viewer_agency", "CT-1"),
        (READ, VIEWED, "field_codes", ["DIAGNOSIS", "ISSUES"]),
        (DENIED, DENIAL, "reason", "NO_RESULT"),
        (GLASS, BROKEN, "reason", "BODY"),
        (GLASS, BROKEN, "break_glass_id", "another"),
        (REVIEW, REVIEWED, "reviewer", "u-41"),
        (REVIEW, REVIEWED, "reviewer_agency", "CT-1"),
        (REVIEW, REVIEWED, "verdict", "REJECTED"),
    ],
)
def test_an_event_that_says_otherwise_is_wrong(
    reading: Reading, viewing: Viewing, name: str, value: Any
) -> None:
    said = replace(viewing, fields={**viewing.fields, name: value})
    answer = None if reading.denied else SHOWN

    (problem,) = wrong(reading, answer, said)

    assert problem.startswith(f"{name} of the viewing event is {value}, not ")


def test_an_event_of_another_type_is_wrong() -> None:
    assert wrong(DENIED, None, VIEWED) == ["the viewing event is RecordViewed, not AccessDenied"]


def test_an_event_whose_length_tells_something_is_wrong() -> None:
    (problem,) = wrong(READ, SHOWN, replace(VIEWED, length=2047))

    assert "2047 bytes" in problem


def test_what_is_said_of_the_answer_and_of_the_event_must_hold() -> None:
    reading = replace(
        READ,
        holds=({"path": "members", "present": True},),
        viewed=({"path": "basis", "equals": "SUPPORT_CONFERENCE"},),
    )

    assert wrong(reading, SHOWN, VIEWED) == [
        "members present true: there is []",
        'viewing event: basis equals "SUPPORT_CONFERENCE": there is "CONSENT"',
    ]
