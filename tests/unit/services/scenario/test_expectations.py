from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from schemas.times import JST
from services.scenario.expectations import NotAnswered, judge, judge_reading
from services.scenario.format import AgencyAt, Expectation, Reading
from services.scenario.report import Verdict

NOON = datetime(2026, 6, 1, 12, tzinfo=JST)
AUDITOR = AgencyAt("kou", "AU-1")


def expectation(*needs: str, value: str = "HOK-1") -> Expectation:
    return Expectation(
        number=0,
        id="S99-V1",
        at=NOON,
        kind="view",
        viewer=AUDITOR,
        subject=("household", "H1"),
        needs=needs,
        says="HOK-1 leads",
        holds=({"path": "lead", "equals": value},),
        final=True,
    )


def answers(_: Expectation) -> Any:
    return {"lead": "HOK-1"}


def refuses(_: Expectation) -> Any:
    raise NotAnswered("PERMISSION_DENIED: no")


def test_what_is_there_holds() -> None:
    assert judge("S99", expectation(), answers, str).verdict is Verdict.HELD


def test_what_is_not_there_fails_and_says_so() -> None:
    outcome = judge("S99", expectation(value="CT-1"), answers, str)

    assert outcome.verdict is Verdict.FAILED
    assert outcome.why == ('lead equals "CT-1": there is "HOK-1"',)


def test_what_rests_on_unbuilt_capabilities_is_due_and_not_asked() -> None:
    outcome = judge("S99", expectation("visibility", "linking"), refuses, str)

    assert (outcome.verdict, outcome.why) == (Verdict.DUE, ("visibility", "linking"))


def test_a_refused_question_fails_the_expectation() -> None:
    outcome = judge("S99", expectation(), refuses, str)

    assert (outcome.verdict, outcome.why) == (Verdict.FAILED, ("PERMISSION_DENIED: no",))


@pytest.mark.parametrize(
    ("action", "need"),
    [("read", "reading"), ("break_glass", "break-glass"), ("review", "break-glass")],
)
def test_what_people_do_at_a_screen_is_due_by_name(action: str, need: str) -> None:
    reading = Reading(1, action, NOON, AUDITOR, "u-90", {}, "someone looks")

    outcome = judge_reading("S99", reading)

    assert (outcome.verdict, outcome.why) == (Verdict.DUE, (need,))
    assert outcome.id == f"S99-{action}@06-01T12:00"
